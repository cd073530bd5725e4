package edi_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/edifact"
	"github.com/wharf-edi/wharf/edi/schema"
	"github.com/wharf-edi/wharf/edi/x12"
)

// The tests called Trap state what the standards ask for, and where readers go wrong
// with it. The number that a case begins with is the place that asks for it, in the
// notes on X12 and EDIFACT that the engine was made from.

// functional is the group of a transaction set (X12 data elements 143 and 479).
var functional = map[string]string{
	"850": "PO", "855": "PR", "856": "SH", "810": "IN", "997": "FA", "999": "FA", "860": "PC", "865": "CA",
	"824": "AG", "820": "RA", "861": "RC", "830": "PS", "846": "IB", "214": "QM", "862": "SS",
}

// isa is an ISA in a version, with its ISA11.
func isa(version, eleven string) string {
	return "ISA*00*          *00*          *ZZ*A              *ZZ*B              *260822*0910*" + eleven + "*" + version + "*000000007*0*P*>~"
}

// group is a GS with GS01 and GS08.
func group(kind, version string) string {
	return "GS*" + kind + "*AA*BB*20260822*0910*7*X*" + version + "~"
}

// set is a transaction set of the segments, its SE01 right.
func set(kind, control, segments string) string {
	return fmt.Sprintf("ST*%s*%s~%sSE*%d*%s~", kind, control, segments, strings.Count(segments, "~")+2, control)
}

// ends close a group and an interchange that hold one set.
const ends = "GE*1*7~IEA*1*000000007~"

// file is an interchange with one transaction set in a version of the dictionary.
func file(kind, version, segments string) string {
	head := isa("00401", "U")
	if version >= "005" {
		head = isa("00501", "^")
	}
	return head + group(functional[kind], version) + set(kind, "0001", segments) + ends
}

// message is a message of the segments, its UNT 0074 right.
func message(kind, directory, control, segments string) string {
	return fmt.Sprintf("UNH+%s+%s:%s:UN'%sUNT+%d+%s'", control, kind, directory, segments, strings.Count(segments, "'")+2, control)
}

// Heads of EDIFACT interchanges, and the end of one with one message.
const (
	una     = "UNA:+.? '"
	unb     = "UNB+UNOC:3+A:14+B:14+260822:0910+0007'"
	unb4    = "UNB+UNOC:4+A:14+B:14+20260822:0910+0007'"
	oneOf   = "UNZ+1+0007'"
	bgm     = "BGM+220+1+9'DTM+137:20260822:102'"
	section = "UNS+S'"
)

// file96 is an interchange with one message of directory D.96A.
func file96(kind, segments string) string {
	return una + unb + message(kind, "D:96A", "1", segments) + oneOf
}

// checked is in, read and checked against envelope and definitions.
func checked(t *testing.T, in string, o *schema.Options) []*edi.Interchange {
	t.Helper()
	c := schema.Checker{Options: o, Keep: func(*edi.Message) bool { return true }}
	var err error
	if standard, _ := edi.Sniff([]byte(in)); standard == edi.X12 {
		err = x12.Scan(strings.NewReader(in), nil, &c)
	} else {
		err = edifact.Scan(strings.NewReader(in), nil, &c)
	}
	if err != nil {
		t.Fatal(err)
	}
	return c.Interchanges
}

// told is what is wrong with the interchanges: severity, segment, place, code.
func told(all []*edi.Interchange) []string {
	var lines []string
	for _, i := range all {
		for _, d := range allDefects(i) {
			lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s", []string{"warn", "note", "reject"}[d.Severity], placed(d))))
		}
	}
	return lines
}

// placed is where a defect stands, and its code.
func placed(d edi.Defect) string {
	place := d.Pos.Tag
	if d.Pos.Element > 0 {
		place += fmt.Sprintf("%02d", d.Pos.Element)
	}
	if d.Pos.Component > 0 {
		place += fmt.Sprintf("-%d", d.Pos.Component)
	}
	if d.Pos.Repetition > 1 {
		place += fmt.Sprintf(" repetition %d", d.Pos.Repetition)
	}
	return fmt.Sprintf("%d %s %s", d.Pos.Segment, place, d.Code)
}

// trap is an input and what is told of it.
type trap struct {
	name string
	in   string
	want []string
}

func spring(t *testing.T, traps []trap) {
	t.Helper()
	for _, c := range traps {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, told(checked(t, c.in, nil))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// order is an 850 with what a test wants in it.
func order(version, segments string) string {
	return file("850", version, "BEG*00*NE*1**20260822~"+segments)
}

const line = "PO1*1*5*EA*1.25**VP*A1~"

// What the X12 envelope may look like, and what of it is told.
func TestTrapEnvelope(t *testing.T) {
	beg := "BEG*00*NE*1**20260822~" + line
	one := set("850", "0001", beg)
	plain := isa("00401", "U") + group("PO", "004010") + one + ends
	change := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(plain) }
	spring(t, []trap{
		{"1.1.2 the length is right and a separator is not in its place",
			change("*ZZ*A              *", "*ZZ*A             *", "*ZZ*B              *", "*ZZ*B               *"), []string{"warn 1 ISA layout"}},
		{"1.1.2 unpadded, blanks before the terminator, carriage returns in between",
			change("          ", "", "*A              *", "*A*\r\n", "*B              *", "*B*", ">~G", ">  ~\r\nG"), []string{"warn 1 ISA layout", "warn 1 ISA layout"}},
		{"1.1.2 letter in ISA11 of 00402", change("*00401*", "*00402*"), []string{"warn 1 ISA layout"}},
		{"1.1.3 ISA16 is the terminator", change(">~", "~~"), []string{"warn 1 ISA layout"}},
		{"1.1.3 ISA16 is a letter", change(">~", "X~"), []string{"warn 1 ISA layout"}},
		{"1.1.3 ISA16 is the element separator", change(">~", "*~"), []string{"warn 1 ISA layout"}},
		{"1.1.3 ISA16 is a blank", change(">~", " ~"), []string{"warn 1 ISA layout"}},
		{"1.1.4 ISA11 is ISA16", change("*U*00401*", "*>*00501*"), []string{"warn 1 ISA layout"}},
		{"1.1.4 ISA11 is the terminator", change("*U*00401*", "*~*00501*"), []string{"warn 1 ISA layout"}},
		{"1.1.6 ISA13 of one digit, equal in IEA02", change("000000007", "7"), []string{"warn 1 ISA layout", "warn 1 ISA13 control-invalid", "warn 8 IEA02 too-short"}},
		{"1.1.6 ISA13 with letters", change("000000007", "A00000007"), []string{"warn 1 ISA13 control-invalid", "warn 8 IEA02 bad-character"}},
		{"1.1.6 IEA02 without zeros", change("IEA*1*000000007", "IEA*1*7"), []string{"warn 8 IEA02 control-differs"}},
		{"1.1.6 GS06 of ten digits", change("*0910*7*X", "*0910*1234567890*X", "GE*1*7", "GE*1*1234567890"), []string{"warn 2 GS06 control-invalid", "warn 7 GE02 too-long"}},
		{"1.1.6 GS06 with a letter", change("*0910*7*X", "*0910*A7*X", "GE*1*7", "GE*1*A7"), []string{"warn 2 GS06 control-invalid", "warn 7 GE02 bad-character"}},
		{"1.1.6 ST02 with letters", change("0001", "AB01"), nil},
		{"1.1.6 ST02 of three", change("0001", "001"), []string{"warn 1 ST02 control-invalid"}},
		{"1.1.6 ST02 of ten", change("0001", "0000000001"), []string{"warn 1 ST02 control-invalid"}},
		{"1.1.7 SE01 without ST and SE", change("SE*4", "SE*2"), []string{"reject 4 SE01 count-differs"}},
		{"1.1.7 GE01 counts sets", isa("00401", "U") + group("PO", "004010") + one + set("850", "0002", beg) + "GE*2*7~IEA*1*000000007~", nil},
		{"1.1.7 IEA01 counts groups", isa("00401", "U") + group("PO", "004010") + one + "GE*1*7~" +
			strings.Replace(group("PO", "004010"), "*7*", "*8*", 1) + one + "GE*1*8~IEA*2*000000007~", nil},
		{"1.1.7 IEA01 does not count TA1", change("GS*PO", "TA1*000000001*260821*0910*A*000~TA1*000000002*260821*0910*A*000~GS*PO"), nil},
		{"1.1.7 IEA01 with TA1 counted", change("GS*PO", "TA1*000000001*260821*0910*A*000~GS*PO", "IEA*1", "IEA*2"), []string{"note 9 IEA01 count-differs"}},
		{"1.1.8 ISA13 again for another receiver", plain + change("*B              *", "*C              *"), nil},
		{"1.1.8 ISA13 again for another qualifier", plain + change("*ZZ*A ", "*01*A "), nil},
		{"1.1.8 GS06 again in another interchange", plain + change("000000007", "000000008"), nil},
		{"1.1.8 GS06 again in the interchange", isa("00401", "U") + group("PO", "004010") + one + "GE*1*7~" + group("PO", "004010") + one + "GE*1*7~IEA*2*000000007~",
			[]string{"note 8 GS06 control-repeated"}},
		{"1.1.9 GS04 of six digits in 004010", change("*20260822*0910*", "*260822*0910*"), []string{"warn 2 GS04 too-short"}},
		{"1.1.9 GS04 of six digits before", change("*20260822*0910*7*X*004010", "*260822*0910*7*X*003040"), nil},
		{"1.1.9 ISA09 of eight digits", change("*260822*", "*20260822*"), []string{"warn 1 ISA layout", "warn 1 ISA09 bad-date"}},
		{"1.1.9 GS05 with seconds and hundredths", change("*20260822*0910*", "*20260822*09105999*"), nil},
		{"1.1.9 GS05 of two digits", change("*20260822*0910*", "*20260822*09*"), []string{"warn 2 GS05 bad-time"}},
		{"1.1.10 ISA15 that is none", change("*P*>", "*X*>"), []string{"warn 1 ISA15 header-invalid"}},
		{"1.1.11 GS02 and GS03 are names of their own", change("*AA*BB*", "*DEPARTMENT 5*7*"), []string{"warn 2 GS03 too-short"}},
		{"1.2 TA1 after the groups", change("IEA", "TA1*000000001*260821*0910*A*000~IEA"), []string{"warn 8 TA1 segment-out-of-order"}},
		{"3 SE01 wrong, eighth segment", strings.Replace(order("004010", "REF*IA*1~REF*IT*2~REF*CR*3~REF*DP*4~"+line), "SE*8*", "SE*9*", 1), []string{"reject 8 SE01 count-differs"}},
	})
}

// What is read of an X12 envelope.
func TestTrapFields(t *testing.T) {
	beg := "BEG*00*NE*1**20260822~" + line
	plain := file("850", "004010", beg)
	change := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(plain) }
	flags := func(i *edi.Interchange) string { return fmt.Sprint(i.AckRequested, i.Test) }
	parties := func(i *edi.Interchange) string {
		return fmt.Sprintf("%s %s %s %s", i.Sender, i.Receiver, i.Groups[0].Sender, i.Groups[0].Receiver)
	}
	numbers := func(i *edi.Interchange) string {
		return i.Control + " " + i.Groups[0].Control + " " + i.Messages[0].Control
	}
	version := func(i *edi.Interchange) string {
		return i.Version + " " + i.Messages[0].Version + " " + i.Messages[0].Association
	}
	reference := func(i *edi.Interchange) string { return fmt.Sprint(i.Messages[0].Segments[2].Elements) }
	repeated := set("850", "0001", "BEG*00*NE*1**20260822~REF*IA*X^Y>Z~"+line) + ends
	for _, c := range []struct {
		name string
		in   string
		read func(*edi.Interchange) string
		want string
	}{
		{"1.1.1 by position", plain, parties, "ZZ:A ZZ:B AA BB"},
		{"1.1.2 by separators where the places are wrong", change("*ZZ*A              *", "*ZZ*A             *", "*ZZ*B              *", "*ZZ*B               *"), parties, "ZZ:A ZZ:B AA BB"},
		{"1.1.2 line ends inside of ISA", change("*ZZ*B    ", "*ZZ\r\n*B    "), parties, "ZZ:A ZZ:B AA BB"},
		{"1.1.4 ISA11 separates from 00402 on, by ISA12", isa("00402", "^") + group("PO", "004010") + repeated, reference, "[[[IA]] [[X] [Y Z]]]"},
		{"1.1.4 ISA11 does not in 00401, whatever GS08 is", isa("00401", "^") + group("PO", "005010") + repeated, reference, "[[[IA]] [[X^Y Z]]]"},
		{"1.1.4 ISA11 is a letter", isa("00501", "U") + group("PO", "005010") + strings.ReplaceAll(repeated, "^", "U"), reference, "[[[IA]] [[XUY Z]]]"},
		{"1.1.5 GS08 names the dictionary", isa("00403", "^") + group("PO", "005010") + repeated, version, "00403 005010 "},
		{"1.1.5 GS08 with a guideline", change("*004010~", "*004010VICS~"), version, "00401 004010 VICS"},
		{"1.1.5 ST03 where GS08 is empty", change("*004010~", "~", "ST*850*0001", "ST*850*0001*005010X222"), version, "00401 005010 X222"},
		{"1.1.6 zeros are kept", change("*0910*7*X", "*0910*007*X", "GE*1*7", "GE*1*007", "0001", "000000001"), numbers, "000000007 007 000000001"},
		{"1.1.10 ISA14 is 0", plain, flags, "false false"},
		{"1.1.10 ISA14 is 1", change("*0*P*>", "*1*P*>"), flags, "true false"},
		{"1.1.10 ISA14 is 2", change("*0*P*>", "*2*P*>"), flags, "true false"},
		{"1.1.10 ISA14 is 3", change("*0*P*>", "*3*T*>"), flags, "true true"},
		{"1.1.10 ISA15 is I", change("*0*P*>", "*0*I*>"), flags, "false false"},
		{"1.1.11 padding is no part of a name, GS02 and GS03 are others", change("*ZZ*A    ", "*14*1234 ", "*AA*BB*", "*PLANT A*12*"), parties, "14:1234 ZZ:B PLANT A 12"},
		{"4.3 counted data is not looked into", change(line, "BDS*ASC*7*a~b*c\n~~"+line), reference, "[[[ASC]] [[7]] [[a~b*c\n~]]]"},
		{"1.1.13 no character releases", change(line, "REF*IA*A?*B?~"+line), reference, "[[[IA]] [[A?]] [[B?]]]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			all, err := x12.Read([]byte(c.in), nil)
			if err != nil || len(all) != 1 {
				t.Fatalf("%d interchanges, %v", len(all), err)
			}
			if got := c.read(all[0]); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// 1.1.1: ISA is written with its separators where each reader looks for them.
func TestTrapISAWritten(t *testing.T) {
	in := file("850", "005010", "BEG*00*NE*1**20260822~"+line)
	all, err := x12.Read([]byte(in), nil)
	if err != nil {
		t.Fatal(err)
	}
	out, err := x12.Write(all[0], x12.Delimiters{Element: '|', Component: '<', Repetition: '!', Segment: '\''})
	if err != nil {
		t.Fatal(err)
	}
	var at []int
	for n, c := range out[:104] {
		if c == '|' {
			at = append(at, n)
		}
	}
	if diff := cmp.Diff([]int{3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103}, at); diff != "" {
		t.Errorf("separators (-want +got):\n%s", diff)
	}
	if got := fmt.Sprintf("%c %s %s %c %c %c %c", out[82], out[84:89], out[90:99], out[100], out[102], out[104], out[105]); got != "! 00501 000000007 0 P < '" {
		t.Errorf("got %q", got)
	}
}

// What is written of an X12 envelope whose ISA12 and GS08 differ.
func TestTrapVersionsWritten(t *testing.T) {
	for _, c := range []struct{ name, isa12, gs08, want string }{
		{"1.1.4 ISA11 by ISA12", "00401", "005010", "*260822*0910*U*00401*"},
		{"1.1.4 ISA11 from 00402 on", "00402", "004010", "*260822*0910*^*00402*"},
		{"1.1.9 GS04 of eight digits", "00401", "004010", "*AA*BB*20260822*0910*"},
		{"1.1.9 GS04 of six digits before", "00304", "003040", "*AA*BB*260822*0910*"},
	} {
		all, err := x12.Read([]byte(isa(c.isa12, "U")+group("PO", c.gs08)+set("850", "0001", line)+ends), nil)
		if err != nil {
			t.Fatal(err)
		}
		if out, err := x12.Write(all[0], x12.Delimiters{}); err != nil || !strings.Contains(string(out), c.want) {
			t.Errorf("%s: got %q, %v, want %q in it", c.name, out, err, c.want)
		}
	}
}

// 1.3.10, and the same for X12, which declares nothing: no byte is dropped.
func TestTrapNoByteDropped(t *testing.T) {
	in := order("004010", "REF*IA*\x9c\xb3~"+line)
	for charset, want := range map[string]string{"": "œ³", "iso-8859-2": "\u009cł", "utf-8": "œ³"} {
		all, err := x12.Read([]byte(in), &x12.Options{Charset: charset})
		if err != nil {
			t.Fatal(err)
		}
		if got := all[0].Messages[0].Segments[2].Element(2); got != want {
			t.Errorf("%q: got %q, want %q", charset, got, want)
		}
	}
}

// What X12 messages may hold, and what of it is told.
func TestTrapMessages(t *testing.T) {
	long := strings.Repeat("R", 40)
	spring(t, []trap{
		{"1.1.5 lengths of 004010 under 00501", isa("00501", "^") + group("PO", "004010") + set("850", "0001", "BEG*00*NE*1**20260822~REF*IA*"+long+"~"+line) + ends,
			[]string{"note 3 REF02 too-long"}},
		{"1.1.5 lengths of 005010 under 00403", isa("00403", "^") + group("PO", "005010") + set("850", "0001", "BEG*00*NE*1**20260822~REF*IA*"+long+"~"+line) + ends, nil},

		{"1.1.14 R: point at either end, minus, zeros", order("004010", "PO1*1*.5*EA*5.~PO1*2*-5*EA*-0.50~PO1*3*005*EA*1~"), nil},
		{"1.1.14 R: plus", order("004010", "PO1*1*+5*EA~"), []string{"note 3 PO102 bad-character"}},
		{"1.1.14 R: comma", order("004010", "PO1*1*1,5*EA~"), []string{"note 3 PO102 bad-character"}},
		{"1.1.14 R: two points, a point alone, minus behind", order("004010", "PO1*1*1.5.0*EA*.~PO1*2*5-*EA~"),
			[]string{"note 3 PO102 bad-character", "note 3 PO104 bad-character", "note 4 PO102 bad-character"}},
		{"1.1.14 R: sign and point are not counted", order("004010", "PO1*1*-12345678901234.5*EA~"), nil},
		{"1.1.14 R: one digit too many", order("004010", "PO1*1*1234567890123456*EA~"), []string{"note 3 PO102 too-long"}},
		{"1.1.14 N0: minus, and a point", order("004010", "ITD*01*3***-5**30~ITD*01*3***1.0**+30~"+line),
			[]string{"note 4 ITD05 bad-character", "note 4 ITD07 bad-character"}},
		{"1.1.14 TM: four, six, seven, eight digits", order("004010", "DTM*002*20260822*0910~DTM*002*20260822*091059~DTM*002*20260822*0910599~DTM*002*20260822*09105999~"+line), nil},
		{"1.1.14 TM: five digits, nine, hour 24", order("004010", "DTM*002*20260822*09105~DTM*002*20260822*091059999~DTM*002*20260822*2400~"+line),
			[]string{"note 3 DTM03 bad-time", "note 4 DTM03 too-long", "note 5 DTM03 bad-time"}},
		{"1.1.14 DT: leap days", order("004010", "DTM*002*20240229~DTM*002*20260229~"+line), []string{"note 4 DTM02 bad-date"}},
		{"1.1.14 AN: blanks at the end", order("004010", "REF*IA*"+long[:28]+"     ~"+line), nil},
		{"1.1.14 ID: blanks at the end", order("004010", "REF*IA *1~PO1*1*5*EA ~"), nil},
		{"1.1.14 ID: small letters", order("004010", "PO1*1*5*ea~"), []string{"note 3 PO103 bad-value"}},

		{"1.4 ACK: quantity without unit, kind of date without the date, kind of product without the product", file("855", "004010", "BAK*00*AC*1*20260822~"+line+"ACK*IQ*5~ACK*DR*5*EA*068~ACK*IS******VP~"),
			[]string{"note 4 ACK03 condition-missing", "note 5 ACK05 condition-missing", "note 6 ACK08 condition-missing"}},
		{"1.4 ACK: a date may stand alone", file("855", "004010", "BAK*00*AC*1*20260822~"+line+"ACK*IB*5*EA**20260901~"), nil},
		{"1.4 ACK: 104 for a line", file("855", "004010", "BAK*00*AC*1*20260822~"+line+strings.Repeat("ACK*IA*1*EA~", 104)+line+"ACK*IA~"), nil},
		{"1.4 ACK: 105 for a line", file("855", "004010", "BAK*00*AC*1*20260822~"+line+strings.Repeat("ACK*IA*1*EA~", 105)), []string{"note 108 ACK loop-over-max"}},
		{"1.4 PO1: unit without quantity, basis without price, kind of product without the product", order("004010", "PO1*1**EA~PO1*2*5*EA**PE~PO1*3*5*EA***VP~"),
			[]string{"note 3 PO102 condition-missing", "note 4 PO104 condition-missing", "note 5 PO107 condition-missing"}},
		{"1.4 PO1: quantity without unit", order("004010", "PO1*1*5~"), nil},
		{"1.4 855 without lines", file("855", "004010", "BAK*00*AT*1*20260822~"), nil},

		{"1.5 HL in any order of levels, not running, with letters", shipment("HL*S1**S~HL*7*S1*O~HL*3*7*P~HL*B*3*I~HL*4*S1*O~HL*5*4*T~HL*6*5*P~HL*8*6*I~"), nil},
		{"1.5 HL of twelve characters, of thirteen", shipment("HL*123456789012**S~HL*1234567890123*123456789012*O~"), []string{"note 4 HL01 too-long"}},
		{"1.5 HL without HL02", shipment("HL*1**S~HL*2**O~HL*3**I~"), nil},
		{"1.5 HL02 of none", shipment("HL*1**S~HL*2*9*O~"), []string{"note 4 HL02 bad-value"}},
		{"1.5 HL04 that is none", shipment("HL*1**S*1~HL*2*1*O*2~"), []string{"note 4 HL04 bad-value"}},
		{"1.5 BSN05 is optional, and may be wrong", file("856", "004010", "BSN*00*S1*20260822*0910*0001~HL*1**S~HL*2*1*I~"), nil},
		{"1.5 CTT counts what it likes", shipment("HL*1**S~HL*2*1*O~HL*3*2*I~CTT*99~"), nil},
		{"1.5 HL missing", shipment(""), []string{"reject 2 HL segment-missing"}},

		{"1.6 N2 with a point", invoice("97000", "SAC*C*D240***15.25~"), []string{"note 4 SAC05 bad-character"}},
		{"1.6 N2 with a minus", invoice("-97000*-97000", ""), nil},
		{"1.6 SAC: neither code nor agency", invoice("1", "SAC*C****100~"), []string{"note 4 SAC02 condition-missing"}},
		{"1.6 SAC: agency without its code, basis without percent, percent without basis", invoice("1", "SAC*C**VI~SAC*A*C310****2~SAC*A*C310*****2~"),
			[]string{"note 4 SAC04 condition-missing", "note 5 SAC07 condition-missing", "note 6 SAC06 condition-missing"}},
		{"1.6 SAC: unit without quantity, second quantity without the first", invoice("1", "SAC*C*D240******5*EA~SAC*C*D240*********5~"),
			[]string{"note 4 SAC10 condition-missing", "note 5 SAC10 condition-missing"}},
		{"1.6 IT1: quantity, unit and price stand together", file("810", "004010", "BIG*20260822*1~IT1*1*5*EA~TDS*1~"), []string{"note 3 IT104 condition-missing"}},
		{"1.6 ISS: units, weight or volume", file("810", "004010", "BIG*20260822*1~TDS*1~ISS*5~"), []string{"note 4 ISS02 condition-missing"}},
		{"1.6 ISS: none of them", file("810", "004010", "BIG*20260822*1~TDS*1~ISS*******5~"), []string{"note 4 ISS01 condition-missing"}},
		{"1.6 CTT01 is the number of lines", file("810", "004010", "BIG*20260822*1~IT1*1*5*EA*5~IT1*2*5*EA*5~TDS*1~CTT*3~"), []string{"warn 6 CTT01 count-differs"}},
		{"1.6 CTT02 adds up to what it likes", order("004010", "PO1*1*5*EA~CTT*1*9~"), nil},
		{"1.6 TDS missing", file("810", "004010", "BIG*20260822*1~"), []string{"reject 2 TDS segment-missing"}},
	})
}

// invoice is an 810 with TDS as it is given and the segments after it.
func invoice(total, segments string) string {
	return file("810", "004010", "BIG*20260822*1~TDS*"+total+"~"+segments)
}

// shipment is an 856 of the segments.
func shipment(segments string) string {
	return file("856", "004010", "BSN*00*S1*20260822*0910~"+segments)
}

// 1.6: what stands in N2 with a point is taken where that is agreed, and told all the
// same.
func TestTrapAgreedPoint(t *testing.T) {
	in := invoice("970.00", "")
	if diff := cmp.Diff([]string{"reject 3 TDS01 bad-character"}, told(checked(t, in, nil))); diff != "" {
		t.Errorf("not agreed (-want +got):\n%s", diff)
	}
	all := checked(t, in, &schema.Options{Relax: []edi.Code{edi.CodeBadCharacter}})
	if diff := cmp.Diff([]string{"warn 3 TDS01 bad-character"}, told(all)); diff != "" || all[0].Messages[0].Rejected() {
		t.Errorf("agreed (-want +got):\n%s", diff)
	}
}

// 1.1.9: each set has its group, and in another one it is told.
func TestTrapGroups(t *testing.T) {
	for kind, want := range functional {
		for version := range strings.FieldsSeq(every4010) {
			d := schema.Find(edi.X12, version, kind)
			if d == nil && kind+version == "999004010" {
				continue
			}
			if d == nil || d.Group != want {
				t.Errorf("%s %s: %+v, want group %s", version, kind, d, want)
			}
		}
		for _, c := range []struct {
			group string
			want  bool
		}{{want, false}, {"XX", true}} {
			in := isa("00401", "U") + group(c.group, "004010") + set(kind, "0001", "") + ends
			got := strings.Contains(strings.Join(told(checked(t, in, nil)), "\n"), string(edi.CodeTypeNotInGroup))
			if got != c.want {
				t.Errorf("%s in %s is told: got %t, want %t", kind, c.group, got, c.want)
			}
		}
	}
}

// The probes that other readers fail.
func TestTrapProbes(t *testing.T) {
	plain := file("850", "004010", "BEG*00*NE*1**20260822~"+strings.Repeat(line, 6))
	second := strings.NewReplacer("*", "|", "~", "\n", "000000007", "000000008").Replace(plain)
	answered := strings.Replace(plain, "GS*PO", "TA1*000000001*260821*0910*A*000~GS*PO", 1)
	var lines strings.Builder
	lines.WriteString("BIG*20260822*1~")
	for n := range 2500 {
		fmt.Fprintf(&lines, "IT1*%d*5*EA*1.25**VP*ARTICLE~", n+1)
	}
	long := file("810", "004010", lines.String()+"TDS*1562500~CTT*2500~")
	if len(long) < 70_000 {
		t.Fatalf("the long invoice has %d bytes, want 70 KB", len(long))
	}
	for _, c := range []struct {
		name     string
		in       string
		segments []int // of each message
	}{
		{"3 two interchanges, the second with other delimiters", plain + second, []int{9, 9}},
		{"3 ISA, TA1, GS", answered, []int{9}},
		{"3 more than 64 KB", long, []int{2505}},
		{"4.3 wrapped, and its delimiters line ends", strings.ReplaceAll(plain, "~", "\r\n"), []int{9}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff([]string(nil), told(checked(t, c.in, nil))); diff != "" {
				t.Errorf("told (-want +got):\n%s", diff)
			}
			all, err := x12.Read([]byte(c.in), nil)
			if err != nil {
				t.Fatal(err)
			}
			var got []int
			for _, i := range all {
				for _, m := range i.Messages {
					got = append(got, len(m.Segments))
				}
			}
			if diff := cmp.Diff(c.segments, got); diff != "" {
				t.Errorf("segments (-want +got):\n%s", diff)
			}
		})
	}
}

// 4.2: one record of a defect says where the value stands, down to the byte, and what
// it was.
func TestTrapRecord(t *testing.T) {
	in := order("005010", "REF*IA*A*B*ZZ>C>QQQQ>D~"+line)
	all := checked(t, in, nil)
	d := all[0].Messages[0].Defects[0]
	if got := in[d.Pos.Offset:d.Pos.End]; got != "QQQQ" || d.Value != got {
		t.Errorf("bytes %q, value %q", got, d.Value)
	}
	d.Pos.Offset, d.Pos.End = 0, 0
	want := edi.Defect{
		Pos:  edi.Pos{Message: "0001", Segment: 3, Tag: "REF", Element: 4, Component: 3, Repetition: 1, ID: "128"},
		Code: edi.CodeTooLong, Severity: edi.Note, Value: "QQQQ", Text: edi.CodeTooLong.Text(),
	}
	if diff := cmp.Diff(want, d); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
