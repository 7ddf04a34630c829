import { spawnSync } from 'node:child_process';
import { programPath } from '../support/programs.ts';

/** An element of XML. */
export interface XmlElement {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly XmlElement[];
}

const SCRIPT = `
import json, sys, xml.etree.ElementTree as tree
def show(e):
    return {'tag': e.tag, 'attributes': e.attrib, 'text': e.text or '', 'children': [show(c) for c in e]}
print(json.dumps(show(tree.fromstring(sys.stdin.buffer.read()))))
`;

/** Parses XML with Python's parser, which takes only what is well formed. */
export function parseXml(xml: string): XmlElement {
  const { status, stdout, stderr } = spawnSync(programPath('python3'), ['-c', SCRIPT], {
    input: xml,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`python3 cannot parse the XML: ${stderr}`);
  return JSON.parse(stdout) as XmlElement;
}
