// For each line on standard input, has the peer of its first argument read the file
// of its second once, and answers with a line of JSON.
'use strict'

const fs = require('node:fs')
const readline = require('node:readline')
const { Readable } = require('node:stream')

const peers = {
  // The stream of segment objects, in chunks as files give them. Not strict: that
  // takes each chunk for the beginning of an interchange.
  'node-x12' () {
    const { X12Parser } = require('node-x12')
    return bytes => new Promise((resolve, reject) => {
      let segments = 0
      Readable.from(chunks(bytes, 64 << 10), { objectMode: false })
        .pipe(new X12Parser())
        .on('data', () => { segments++ })
        .on('end', () => resolve({ segments }))
        .on('error', reject)
    })
  },

  // The parser that its Reader is built on, without tree and validation, all at once:
  // that is faster than in chunks.
  'ts-edifact' () {
    // Its index wants a package that it does not declare, so these are its parts.
    const { Configuration } = require('ts-edifact/lib/configuration')
    const { NullValidator } = require('ts-edifact/lib/validator')
    const { Parser } = require('ts-edifact/lib/parser')
    return bytes => {
      let segments = 0
      let values = 0
      const parser = new Parser(new Configuration({ charset: 'UNOC', validator: new NullValidator() }))
      parser.onOpenSegment = () => { segments++ }
      parser.onElement = parser.onCloseSegment = () => {}
      parser.onComponent = () => { values++ }
      parser.write(bytes.toString('latin1'))
      parser.end()
      return { segments, values: values + segments }
    }
  }
}

function * chunks (bytes, size) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function main ([peer, file]) {
  const read = peers[peer]()
  const bytes = fs.readFileSync(file)
  for await (const _ of readline.createInterface({ input: process.stdin })) {
    const outcome = await read(bytes)
    outcome.resident = process.resourceUsage().maxRSS * 1024
    outcome.node = process.version
    console.log(JSON.stringify(outcome))
  }
}

main(process.argv.slice(2)).catch(err => {
  console.error(String(err))
  process.exit(1)
})
