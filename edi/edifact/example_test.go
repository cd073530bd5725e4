package edifact_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/edifact"
	"github.com/wharf-edi/wharf/edi/schema"
)

// answer is a supplier's answer to an order. Its trailer counts five segments where
// there are four.
const answer = `UNA:+.? '
UNB+UNOC:3+4012345000009:14+5412345000006:14+260822:0910+0007'
UNH+1+ORDRSP:D:96A:UN:EAN005'
BGM+231+O?'BRIEN ?+ SONS+29'
DTM+137:20260822:102'
UNT+5+1'
UNZ+1+0007'
`

// Released characters are data again, and a wrong count is said with its place.
func ExampleRead() {
	interchanges, err := edifact.Read([]byte(answer), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, i := range interchanges {
		for _, m := range i.Messages {
			fmt.Println(i.Sender, m.Type, m.Version, m.Segments[1].Element(2))
			for _, d := range m.Defects {
				fmt.Println(d)
			}
		}
	}
	// Output:
	// 14:4012345000009 ORDRSP D.96A O'BRIEN + SONS
	// message 1, segment 4, UNT01: count in the trailer is wrong: "5"
}

// Segments are read one at a time, from input of any size. Components have the
// numbers that the standard gives them: the date of DTM is Component(1, 2).
func ExampleReader_ReadSegment() {
	r := edifact.NewReader(strings.NewReader(answer), nil)
	for {
		s, err := r.ReadSegment()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		if s.Tag == edi.MakeTag("DTM") {
			fmt.Printf("segment %d of message %s: %s\n", r.Number(), r.Message().Control, s.Component(1, 2))
		}
	}
	// Output:
	// segment 3 of message 1: 20260822
}

// Input of any size is checked against the definitions without being held.
func ExampleScan() {
	var c schema.Checker
	if err := edifact.Scan(strings.NewReader(answer), nil, &c); err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range c.Interchanges[0].Messages { // those with defects
		for _, d := range m.Defects {
			fmt.Println(d)
		}
	}
	// Output:
	// message 1, segment 4, UNT01: count in the trailer is wrong: "5"
	// message 1, segment 3, UNS: mandatory segment is missing
}

// What was read is answered with a CONTRL. It names what is refused and where.
func ExampleReply() {
	interchanges, err := edifact.Read([]byte(answer), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	in := interchanges[0]
	for _, m := range in.Messages {
		schema.Validate(m, nil)
	}
	reply := edifact.Reply(in, nil)
	reply.Control, reply.Prepared = "1", time.Date(2026, 8, 22, 9, 15, 0, 0, time.UTC)
	out, err := edifact.Write(reply, edifact.Delimiters{Lines: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	os.Stdout.Write(out)
	// Output:
	// UNA:+.? '
	// UNB+UNOC:3+5412345000006:14+4012345000009:14+260822:0915+1'
	// UNH+1+CONTRL:D:3:UN'
	// UCI+0007+4012345000009:14+5412345000006:14+7'
	// UCM+1+ORDRSP:D:96A:UN:EAN005+4+29+UNT+2'
	// UCS+3+13'
	// UNT+5+1'
	// UNZ+1+1'
}

// Reserved characters are released, and text is written in the interchange's own
// character set.
func ExampleWrite() {
	i := &edi.Interchange{
		Sender: edi.Identity{Qualifier: "14", ID: "5412345000006"}, Receiver: edi.Identity{Qualifier: "14", ID: "4012345000009"},
		Control: "1", Version: "UNOC:3", Prepared: time.Date(2026, 8, 22, 9, 15, 0, 0, time.UTC),
		Messages: []*edi.Message{{Type: "ORDERS", Version: "D.96A", Group: -1, Segments: []edi.Segment{
			{Tag: "FTX", Elements: [][][]string{{{"AAI"}}, {{""}}, {{""}}, {{"O'BRIEN: ring before 10:00"}}}},
		}}},
	}
	out, err := edifact.Write(i, edifact.Delimiters{})
	fmt.Printf("%s\n%v\n", out, err)
	// Output:
	// UNA:+.? 'UNB+UNOC:3+5412345000006:14+4012345000009:14+260822:0915+1'UNH+1+ORDERS:D:96A:UN'FTX+AAI+++O?'BRIEN?: ring before 10?:00'UNT+3+1'UNZ+1+1'
	// <nil>
}
