/** The comments of the scenario that `atmqtt swarm --print-scenario` prints. */
export const swarmScenario: Readonly<Record<string, string>> = {
  'What each module of a swarm is told, in YAML. Placeholders, filled in for each module and each line:':
    'swarm 的每个模组收到的命令，YAML 格式。占位符，按模组和行填入：',
  '{id} swarm-SEED-N          {n} number of the module, from 0':
    '{id} swarm-SEED-N          {n} 模组的编号，从 0 起',
  '{seq} number of the round, from 1      {time} milliseconds since 1970':
    '{seq} 轮次，从 1 起                    {time} 1970 年以来的毫秒数',
  '{random:LENGTH} letters and digits     {host} {port} {scheme} {path} {username} {password} of --broker':
    '{random:LENGTH} 字母和数字             {host} {port} {scheme} {path} {username} {password} 取自 --broker',
  "{topic} {payload} {qos} as below       {length} bytes of a step's data":
    '{topic} {payload} {qos} 见下           {length} 该步骤数据的字节数',
  'Once, in this order. A step that fails is counted and tried again after 10 seconds.':
    '按此顺序执行一次。失败的步骤会计数，并在 10 秒后重试。',
  'so that failures tell their codes': '让失败的命令打印错误码',
  'what comes besides the end of the answer; nothing unless given':
    '除响应结尾之外还要收到的内容；不写则没有',
  'Each of these four gives way to the option of the same name.': '这四项都可被同名的命令行选项取代。',
  'modules switched on a second': '每秒上电的模组数',
  'Each module subscribes to its topic after its steps, and measures how long its publishes take to come back.':
    '每个模组在这些步骤之后订阅自己的主题，并测量发布的消息多久返回。',
  'Then, again and again.': '然后反复执行。',
  'rounds a second, for each module; 0: none': '每个模组每秒的轮数；0：不执行',
  "percent by which a round, and a module's switching on, may come earlier or later":
    '每一轮以及模组上电的时间可以提前或推迟的百分比',
  'A payload that fits into no line:': '一行放不下的负载：',
};
