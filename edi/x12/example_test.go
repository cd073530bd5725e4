package x12_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/schema"
	"github.com/wharf-edi/wharf/edi/x12"
)

// answer is a supplier's answer to an order. Its trailer counts four segments where
// there are three, and the date of the order is none.
const answer = `ISA*00*          *00*          *ZZ*SUPPLIER       *01*123456789      *260822*0910*U*00401*000000007*0*P*>~
GS*PR*SUPPLIER*123456789*20260822*0910*7*X*004010~
ST*855*0001~
BAK*00*AC*4500012345*20260899~
SE*4*0001~
GE*1*7~
IEA*1*000000007~
`

// A file is read whole. What is wrong is said with its place, and does not stop the
// reading.
func ExampleRead() {
	interchanges, err := x12.Read([]byte(answer), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, i := range interchanges {
		for _, m := range i.Messages {
			fmt.Println(i.Sender, m.Type, m.Version, m.Segments[1].Element(3))
			for _, d := range m.Defects {
				fmt.Println(d)
			}
		}
	}
	// Output:
	// ZZ:SUPPLIER 855 004010 4500012345
	// message 0001, segment 3, SE01: count in the trailer is wrong: "4"
}

// Segments are read one at a time, from input of any size. Elements have the numbers
// that the standard gives them: BAK03 is Element(3).
func ExampleReader_ReadSegment() {
	r := x12.NewReader(strings.NewReader(answer), nil)
	for {
		s, err := r.ReadSegment()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		if s.Tag == edi.MakeTag("BAK") {
			fmt.Printf("order %s, bytes %d to %d\n", s.Element(3), s.Offset, s.End)
		}
	}
	fmt.Println("from", r.Interchange().Sender)
	// Output:
	// order 4500012345, bytes 171 to 202
	// from ZZ:SUPPLIER
}

// Messages are read one at a time.
func ExampleReader_ReadMessage() {
	r := x12.NewReader(strings.NewReader(answer), nil)
	for {
		m, err := r.ReadMessage()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(m.Type, m.Control, "has", len(m.Segments), "segments and is refused:", m.Rejected())
	}
	// Output:
	// 855 0001 has 3 segments and is refused: true
}

// Input of any size is checked against the definitions without being held.
func ExampleScan() {
	var c schema.Checker
	if err := x12.Scan(strings.NewReader(answer), nil, &c); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c.Messages, "message with", c.Defects, "defects")
	for _, m := range c.Interchanges[0].Messages { // those with defects
		for _, d := range m.Defects {
			fmt.Println(d)
		}
	}
	// Output:
	// 1 message with 2 defects
	// message 0001, segment 2, BAK04: date is invalid: "20260899"
	// message 0001, segment 3, SE01: count in the trailer is wrong: "4"
}

// What was read is answered with a 997. It names each segment and element that is
// wrong, by the defects of reading and checking.
func ExampleReply() {
	interchanges, err := x12.Read([]byte(answer), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	in := interchanges[0]
	for _, m := range in.Messages {
		schema.Validate(m, nil)
	}
	reply := x12.Reply(in, &edi.AckOptions{Functional: edi.Always})
	reply.Control, reply.Groups[0].Control = "000000001", "1"
	reply.Prepared = time.Date(2026, 8, 22, 9, 15, 0, 0, time.UTC)
	out, err := x12.Write(reply, x12.Delimiters{Lines: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	os.Stdout.Write(out)
	// Output:
	// ISA*00*          *00*          *01*123456789      *ZZ*SUPPLIER       *260822*0915*U*00401*000000001*0*P*>~
	// GS*FA*123456789*SUPPLIER*20260822*0915*1*X*004010~
	// ST*997*0001~
	// AK1*PR*7~
	// AK2*855*0001~
	// AK3*BAK*2**8~
	// AK4*4*373*8*20260899~
	// AK5*R*4*5~
	// AK9*R*1*1*0~
	// SE*8*0001~
	// GE*1*1~
	// IEA*1*000000001~
}

// An acknowledgment that came in says what became of what was sent.
func ExampleReadAcknowledgment() {
	m := &edi.Message{Type: "997", Segments: []edi.Segment{
		{Tag: "AK1", Elements: [][][]string{{{"PO"}}, {{"42"}}}},
		{Tag: "AK2", Elements: [][][]string{{{"850"}}, {{"0001"}}}},
		{Tag: "AK3", Elements: [][][]string{{{"BEG"}}, {{"2"}}, {{""}}, {{"8"}}}},
		{Tag: "AK4", Elements: [][][]string{{{"5"}}, {{"373"}}, {{"8"}}, {{"20261399"}}}},
		{Tag: "AK5", Elements: [][][]string{{{"R"}}, {{"5"}}}},
		{Tag: "AK9", Elements: [][][]string{{{"R"}}, {{"1"}}, {{"1"}}, {{"0"}}}},
	}}
	a, err := x12.ReadAcknowledgment(m)
	if err != nil {
		fmt.Println(err)
		return
	}
	accepted, code, reasons := a.Of("0001")
	fmt.Println("group", a.Control, "message 0001 accepted:", accepted, code)
	fmt.Println(reasons[0])
	// Output:
	// group 42 message 0001 accepted: false R
	// segment 2, BEG05: date is invalid (8): "20261399"
}

// Data with a delimiter in it is refused: X12 has nothing to write it with.
func ExampleWrite() {
	i := &edi.Interchange{
		Sender: edi.Identity{Qualifier: "01", ID: "123456789"}, Receiver: edi.Identity{Qualifier: "ZZ", ID: "SUPPLIER"},
		Control: "000000001", Prepared: time.Date(2026, 8, 22, 9, 15, 0, 0, time.UTC),
		Groups: []edi.Group{{Kind: "PO", Control: "1", Version: "004010"}},
		Messages: []*edi.Message{{Type: "850", Segments: []edi.Segment{
			{Tag: "BEG", Elements: [][][]string{{{"00"}}, {{"SA"}}, {{"45*12"}}, {{""}}, {{"20260822"}}}},
		}}},
	}
	_, err := x12.Write(i, x12.Delimiters{})
	fmt.Println(err)
	// Output:
	// interchange 000000001: BEG03 "45*12": data holds a delimiter or a control character
}
