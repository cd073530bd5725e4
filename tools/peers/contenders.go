package main

import (
	"context"

	"github.com/wharf-edi/wharf/edi/editest"
)

// A contender is a row of the table. A name is the same for all formats.
type contender struct {
	name string
	input
	start starter
	peer  bool
	lacks int    // segments that our tokenizer sees and it does not
	why   string // it lacks them
}

// An input is orders in a format, every so many of them spoilt.
type input struct {
	format *format
	faults editest.Faults
}

// Names begin with the short name that the lines below the table use.
const (
	ours       = "tokenise, each segment and the place of each value"
	scanning   = "scan, the same with envelopes and counts checked"
	validating = "validate, structure, elements, codes, conditions and what an acknowledgment needs; 1 % of the messages spoilt"
	omniparser = "omniparser 1.0.5, NonValidatingReader: segments and values, releases kept"
	nodeX12    = "node-x12 1.7.1, X12Parser: a stream of segment objects"
	tsEdifact  = "ts-edifact 0.0.14, Parser with NullValidator: events"
)

// contenders are all rows. One more of ours is one more function like tokenize; of
// input{asX12, 100} one message in a hundred is spoilt.
var contenders = []contender{
	{name: ours, input: input{asX12, 0}, start: within(tokenize)},
	{name: scanning, input: input{asX12, 0}, start: within(scan), lacks: 4, why: insideOnly},
	{name: validating, input: input{asX12, 100}, start: within(validate), lacks: 4, why: insideOnly},
	{name: omniparser, input: input{asX12, 0}, start: within(omniparse), peer: true},
	{name: nodeX12, input: input{asX12, 0}, start: npm("node-x12", "1.7.1"), peer: true},

	{name: ours, input: input{asEDIFACT, 0}, start: within(tokenize)},
	{name: scanning, input: input{asEDIFACT, 0}, start: within(scan), lacks: 3, why: insideOnly},
	{name: validating, input: input{asEDIFACT, 100}, start: within(validate), lacks: 3, why: insideOnly},
	{name: omniparser, input: input{asEDIFACT, 0}, start: within(omniparse), peer: true},
	{name: tsEdifact, input: input{asEDIFACT, 0}, start: npm("ts-edifact", "0.0.14"), peer: true, lacks: 1, why: "UNA is no segment to it"},
}

const insideOnly = "a handler is told the segments of messages, and the envelope in other words"

// A promise is the least that a row reaches.
type promise struct {
	name   string
	over   string // a peer that it is a multiple of; "" for MB/s
	format *format
	least  float64
}

// promises are what the project says of itself.
var promises = []promise{
	{ours, "", asX12, 1000},
	{ours, "", asEDIFACT, 1000},
	{validating, "", asX12, 200},
	{validating, "", asEDIFACT, 200},
	{ours, omniparser, asX12, 10},
	{ours, omniparser, asEDIFACT, 10},
}

// A starter makes what can be made before the first run. What it keeps goes into dir.
type starter func(ctx context.Context, dir string, s *source) (reader, error)

// A reader reads a source once.
type reader func() (outcome, error)

// outcome is what a run says of itself.
type outcome struct {
	Segments  int
	Values    int    // with the segments' names; 0 if that was not told
	Resident  uint64 // bytes at most, of a process of its own
	Node      string // the version, if it was Node
	allocated uint64 // bytes, in this process
}
