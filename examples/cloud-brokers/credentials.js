/*
 * Prints what a device says to its cloud in MQTT CONNECT: node credentials.js CLOUD PRODUCT DEVICE SECRET [TIME]
 * TIME is until when it counts (onenet, tencent) or when it was made (aliyun, huawei), such as 2026-01-01.
 */
import { readArguments } from './command-line.js';

const DAY_MS = 24 * 60 * 60 * 1000;

const { cloud, name, device, last } = readArguments('TIME');
const expires = name === 'onenet' || name === 'tencent';
const time = last === undefined ? new Date(Date.now() + (expires ? DAY_MS : 0)) : new Date(last);
const { clientId, username, password } = cloud.credentials(device, time);
process.stdout.write(`client id  ${clientId}\nuser name  ${username}\npassword   ${password}\n`);
