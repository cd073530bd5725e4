package edi_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/edifact"
	"github.com/wharf-edi/wharf/edi/schema"
	"github.com/wharf-edi/wharf/edi/x12"
)

// answer is what an interchange is answered with, as it goes out, without ISA and
// IEA, UNA, UNB and UNZ. It checks that the answer is valid by its own definition.
func answer(t *testing.T, i *edi.Interchange, o *edi.AckOptions) string {
	t.Helper()
	reply := edifact.Reply
	if i.Standard == edi.X12 {
		reply = x12.Reply
	}
	r := reply(i, o)
	r.Control, r.Prepared = "000000001", i.Prepared
	for n := range r.Groups {
		r.Groups[n].Control = fmt.Sprint(n + 1)
	}
	var out []byte
	var err error
	if i.Standard == edi.X12 {
		out, err = x12.Write(r, x12.Delimiters{Lines: true})
	} else {
		out, err = edifact.Write(r, edifact.Delimiters{Lines: true})
	}
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Messages) > 0 {
		if lines := told(checked(t, string(out), nil)); len(lines) > 0 {
			t.Errorf("the answer is not valid: %q\n%s", lines, out)
		}
	}
	var kept strings.Builder
	for s := range strings.Lines(string(out)) {
		if !slices.Contains([]string{"ISA", "IEA", "UNA", "UNB", "UNZ"}, s[:3]) {
			kept.WriteString(s)
		}
	}
	return kept.String()
}

// inner is an answer of one message without its headers and trailers.
func inner(out string) string {
	var kept strings.Builder
	for s := range strings.Lines(out) {
		if !slices.Contains([]string{"GS*", "ST*", "SE*", "GE*", "UNH", "UNT"}, s[:3]) {
			kept.WriteString(s)
		}
	}
	return kept.String()
}

// When a TA1 is written, where it stands and what it says.
func TestTrapTA1(t *testing.T) {
	plain := order("004010", line)
	asked := strings.Replace(plain, "*0*P*>", "*1*P*>", 1)
	ok997 := "GS*FA*BB*AA*20260822*0910*1*X*004010~\nST*997*0001~\nAK1*PO*7~\nAK2*850*0001~\nAK5*A~\nAK9*A*1*1*1~\nSE*6*0001~\nGE*1*1~\n"
	only := isa("00401", "U") + "TA1*000000001*260821*0910*A*000~IEA*0*000000007~"
	for _, c := range []struct {
		name string
		in   string
		o    *edi.AckOptions
		want string
	}{
		{"1.2 not asked for", plain, nil, ok997},
		{"1.2 asked for, before the groups", asked, nil, "TA1*000000007*260822*0910*A*000~\n" + ok997},
		{"1.2 by agreement, without 997", plain, &edi.AckOptions{Envelope: edi.Always, Functional: edi.Never}, "TA1*000000007*260822*0910*A*000~\n"},
		{"1.2 none for TA1 only", strings.Replace(only, "*0*P*>", "*1*P*>", 1), nil, ""},
		{"1.2 none for nothing at all", isa("00401", "U") + "IEA*0*000000007~", &edi.AckOptions{Envelope: edi.Always}, ""},
		{"1.2 the number as it came", strings.ReplaceAll(asked, "000000007", "00000A007"), &edi.AckOptions{Functional: edi.Never}, "TA1*00000A007*260822*0910*A*000~\n"},
		{"1.1.7 number of groups", strings.Replace(asked, "IEA*1", "IEA*2", 1), &edi.AckOptions{Functional: edi.Never}, "TA1*000000007*260822*0910*E*021~\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, answer(t, checked(t, c.in, nil)[0], c.o)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	t.Run("1.1.8 ISA13 again", func(t *testing.T) {
		i := checked(t, asked+asked, nil)[1]
		for n := range i.Defects {
			i.Defects[n].Severity = edi.Reject // whoever remembers numbers says so
		}
		if got := answer(t, i, &edi.AckOptions{Functional: edi.Never}); got != "TA1*000000007*260822*0910*R*025~\n" {
			t.Errorf("got %q", got)
		}
	})
}

// What a 997 says of a transaction set, from the bytes of the set to those of the
// answer.
func TestTrap997(t *testing.T) {
	const head = "AK1*PO*7~\nAK2*850*0001~\n"
	noted := func(lines string) string { return head + lines + "AK5*E*5~\nAK9*E*1*1*1~\n" }
	refused := func(lines string) string { return head + lines + "AK5*R*5~\nAK9*R*1*1*0~\n" }
	beg := "BEG*00*NE*1**20260822~"
	whole := order("004010", line)
	change := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(whole) }
	long := strings.Repeat("A", 120)
	for _, c := range []struct {
		name string
		in   string
		want string
	}{
		{"1.2 AK302 counts ST", order("004010", "REF*IA*1~DTM*002*20261322~"+line), noted("AK3*DTM*4**8~\nAK4*2*373*8*20261322~\n")},
		{"1.2 AK302 of another set counts its own ST", isa("00401", "U") + group("PO", "004010") + set("850", "0001", beg+line) + set("850", "0002", beg+"CUR*BY*EURO~"+line) + "GE*2*7~IEA*1*000000007~",
			head + "AK5*A~\nAK2*850*0002~\nAK3*CUR*3**8~\nAK4*2*100*5*EURO~\nAK5*E*5~\nAK9*E*2*2*2~\n"},
		{"1.2 AK304 1", order("004010", "QQQ*1~"+line), noted("AK3*QQQ*3**1~\n")},
		{"1.2 AK304 3", order("004010", ""), refused("AK3*PO1*3**3~\n")},
		{"1.2 AK304 4", order("004010", strings.Repeat("SAC*C*D240***1~", 26)+line), noted("AK3*SAC*28**4~\n")},
		{"1.2 AK304 5", order("004010", "CUR*BY*EUR~CUR*BY*EUR~"+line), noted("AK3*CUR*4**5~\n")},
		{"1.2 AK304 6", order("004010", "HL*1**S~"+line), noted("AK3*HL*3**6~\n")},
		{"1.2 AK304 7", order("004010", line+"CTT*1~CUR*BY*EUR~"), noted("AK3*CUR*5**7~\n")},

		{"1.2 AK403 1, the element refuses", file("850", "004010", "BEG*00**1**20260822~"+line), refused("AK3*BEG*2**8~\nAK4*2*92*1~\n")},
		{"1.2 AK403 2", order("004010", "PO1*1**EA~"), noted("AK3*PO1*3**8~\nAK4*2*330*2~\n")},
		{"1.2 AK403 3", order("004010", line+"CTT*1*1*1*LB*1*CF*X*Y~"), noted("AK3*CTT*4**8~\nAK4*8**3*Y~\n")},
		{"1.2 AK403 4", order("004010", "CUR*BY*EU~"+line), noted("AK3*CUR*3**8~\nAK4*2*100*4*EU~\n")},
		{"1.2 AK403 6", order("004010", "PO1*1*5X*EA~"), noted("AK3*PO1*3**8~\nAK4*2*330*6*5X~\n")},
		{"1.2 AK403 7", order("004010", "PO1*1*5*?!~"), noted("AK3*PO1*3**8~\nAK4*3*355*7~\n")},
		{"1.2 AK403 8", order("004010", "DTM*002*20261322~"+line), noted("AK3*DTM*3**8~\nAK4*2*373*8*20261322~\n")},
		{"1.2 AK403 9", order("004010", "DTM*002*20260822*2561~"+line), noted("AK3*DTM*3**8~\nAK4*3*337*9*2561~\n")},
		{"1.2 AK403 10", order("004010", line+"QTY*21*5**TEXT~"), noted("AK3*QTY*4**8~\nAK4*4*61*10*TEXT~\n")},
		{"1.2 AK403 stops at 10: too many components", order("004010", "PO1*1*5>6*EA~"), noted("AK3*PO1*3**8~\nAK4*2>2*330*7*6~\n")},
		{"1.2 AK401 names the component", order("004010", "REF*IA*1**ZZ>2>QZQ>3~"+line), noted("AK3*REF*3**8~\nAK4*4>3*128*7*QZQ~\n")},
		{"1.2 AK404 without separators", order("004010", "REF*IA*"+strings.Repeat("A^", 20)+"~"+line), noted("AK3*REF*3**8~\nAK4*2*127*5~\n")},
		{"1.2 AK404 of 99 characters", order("004010", "REF*IA*"+long+"~"+line), noted("AK3*REF*3**8~\nAK4*2*127*5*" + long[:99] + "~\n")},
		{"1.2 several errors of one segment stand below one AK3", order("004010", "PO1*1*5X*EACH*1.2.3~"),
			noted("AK3*PO1*3**8~\nAK4*2*330*6*5X~\nAK4*3*355*5*EACH~\nAK4*4*212*6*1.2.3~\n")},

		{"1.2 AK502 2", change("SE*4*0001~", ""), head + "AK5*R*2~\nAK9*R*1*1*0~\n"},
		{"1.2 AK502 3", change("SE*4*0001", "SE*4*1"), head + "AK5*R*3~\nAK9*R*1*1*0~\n"},
		{"1.2 AK502 3 and 4", change("SE*4*0001", "SE*2*1"), head + "AK5*R*4*3~\nAK9*R*1*1*0~\n"},
		{"1.2 AK502 23", isa("00401", "U") + group("PO", "004010") + set("850", "0001", beg+line) + set("850", "0001", beg+line) + "GE*2*7~IEA*1*000000007~",
			head + "AK5*A~\nAK2*850*0001~\nAK5*R*23~\nAK9*P*2*2*1~\n"},
		{"1.2 a set in the wrong group, in the list of 4010", change("GS*PO", "GS*IN"), "AK1*IN*7~\nAK2*850*0001~\nAK5*E*6~\nAK9*E*1*1*1~\n"},

		{"1.2 AK905 3", change("GE*1*7~", ""), head + "AK5*R~\nAK9*R*1*1*0*3~\n"},
		{"1.1.12 separators at the end are not told", change("*20260822~", "*20260822***~"), head + "AK5*A~\nAK9*A*1*1*1~\n"},
		{"1.6 CTT is not told", order("004010", line+"CTT*7*1~"), head + "AK5*A~\nAK9*A*1*1*1~\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, inner(answer(t, checked(t, c.in, nil)[0], nil))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Which groups are answered, in which version and where.
func TestTrapAnswers(t *testing.T) {
	beg := "BEG*00*NE*1**20260822~"
	one := set("850", "0001", beg+line)
	bad := set("850", "0002", beg)
	ack := set("997", "0001", "AK1*PO*42~AK9*A*1*1*1~")
	said := func(gs string) string { return strings.Replace(gs, "*7*", "*8*", 1) }
	for _, c := range []struct {
		name string
		in   string
		o    *edi.AckOptions
		want string
	}{
		{"1.2 one for each group, in the version of each", isa("00501", "^") + group("PO", "004010") + one + "GE*1*7~" + said(group("PO", "005010")) + one + "GE*1*8~IEA*2*000000007~", nil,
			"GS*FA*BB*AA*20260822*0910*1*X*004010~\nST*997*0001~\nAK1*PO*7~\nAK2*850*0001~\nAK5*A~\nAK9*A*1*1*1~\nSE*6*0001~\nGE*1*1~\n" +
				"GS*FA*BB*AA*20260822*0910*2*X*005010~\nST*997*0001~\nAK1*PO*8~\nAK2*850*0001~\nAK5*A~\nAK9*A*1*1*1~\nSE*6*0001~\nGE*1*2~\n"},
		{"1.2 none for a group of acknowledgments, beside one that is answered", isa("00401", "U") + group("FA", "004010") + ack + "GE*1*7~" + said(group("PO", "004010")) + one + "GE*1*8~IEA*2*000000007~", nil,
			"GS*FA*BB*AA*20260822*0910*1*X*004010~\nST*997*0001~\nAK1*PO*8~\nAK2*850*0001~\nAK5*A~\nAK9*A*1*1*1~\nSE*6*0001~\nGE*1*1~\n"},
		{"1.2 none for a bad acknowledgment", isa("00401", "U") + group("FA", "004010") + set("997", "0001", "AK1*PO*42~") + ends, nil, ""},
		{"1.2 AK2 may be left out for what is accepted", isa("00401", "U") + group("PO", "004010") + one + bad + "GE*2*7~IEA*1*000000007~", &edi.AckOptions{Brief: true},
			"GS*FA*BB*AA*20260822*0910*1*X*004010~\nST*997*0001~\nAK1*PO*7~\nAK2*850*0002~\nAK5*R*5~\nAK9*P*2*2*1~\nSE*6*0001~\nGE*1*1~\n"},
		{"1.2 999", isa("00501", "^") + group("PO", "005010") + set("850", "0001", beg+"PO1*1*5>6*EA~") + ends, &edi.AckOptions{Implementation: true},
			"GS*FA*BB*AA*20260822*0910*1*X*005010X231A1~\nST*999*0001*005010X231A1~\nAK1*PO*7*005010~\nAK2*850*0001~\nIK3*PO1*3**8~\nIK4*2>2*330*13*6~\nIK5*E*5~\nAK9*E*1*1*1~\nSE*8*0001~\nGE*1*1~\n"},
		{"1.2 999 repeats ST03", isa("00501", "^") + group("PO", "005010X1") + strings.Replace(one, "ST*850*0001", "ST*850*0001*005010X1", 1) + ends, &edi.AckOptions{Implementation: true},
			"GS*FA*BB*AA*20260822*0910*1*X*005010X231A1~\nST*999*0001*005010X231A1~\nAK1*PO*7*005010X1~\nAK2*850*0001*005010X1~\nIK5*A~\nAK9*A*1*1*1~\nSE*6*0001~\nGE*1*1~\n"},
		{"1.2 AK401 names the repetition from 5010 on", isa("00501", "^") + group("PO", "005010") + set("850", "0001", beg+"REF*IA*1^2~"+line) + ends, nil,
			"GS*FA*BB*AA*20260822*0910*1*X*005010~\nST*997*0001~\nAK1*PO*7~\nAK2*850*0001~\nAK3*REF*3**8~\nAK4*2>>2*127*12*2~\nAK5*E*5~\nAK9*E*1*1*1~\nSE*8*0001~\nGE*1*1~\n"},
		{"1.1.8 AK905 19", isa("00501", "^") + group("PO", "005010") + one + "GE*1*7~" + group("PO", "005010") + one + "GE*1*7~IEA*2*000000007~", nil,
			"GS*FA*BB*AA*20260822*0910*1*X*005010~\nST*997*0001~\nAK1*PO*7~\nAK2*850*0001~\nAK5*A~\nAK9*A*1*1*1~\nSE*6*0001~\n" +
				"ST*997*0002~\nAK1*PO*7~\nAK2*850*0001~\nAK5*A~\nAK9*E*1*1*1*19~\nSE*6*0002~\nGE*2*1~\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, answer(t, checked(t, c.in, nil)[0], c.o)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// 1.2: whatever is wrong, and wherever, the answer has only names that its version
// has: the lists of 004010 are shorter than those of 005010.
func TestTrapAnswersAreValid(t *testing.T) {
	beg := "BEG*00*NE*1**20260822~"
	for _, code := range edi.Codes() {
		for _, version := range []string{"004010", "005010"} {
			for _, o := range []*edi.AckOptions{nil, {Implementation: true}} {
				for _, at := range []edi.Pos{{}, {Segment: 2, Tag: "BEG"}, {Segment: 2, Tag: "BEG", Element: 3, Component: 1, Repetition: 2, ID: "324"}} {
					i := checked(t, isa("00501", "^")+group("PO", version)+set("850", "0001", beg+line)+ends, nil)[0]
					d := edi.NewDefect(at, code, edi.Note, "X")
					i.Messages[0].Report(d)
					if at.Segment == 0 {
						i.Groups[0].Report(d)
					}
					answer(t, i, o)
				}
			}
		}
	}
}

// 1.2: AK5 and AK9 have places for five codes.
func TestTrapFiveCodes(t *testing.T) {
	i := checked(t, order("004010", line), nil)[0]
	for _, code := range edi.Codes() {
		d := edi.NewDefect(edi.Pos{Segment: 1, Tag: "ST"}, code, edi.Reject, "")
		i.Messages[0].Report(d)
		i.Groups[0].Report(d)
	}
	got := answer(t, i, &edi.AckOptions{Brief: true})
	if want := "AK5*R*3*4*2*23*7~\nAK9*R*1*1*0*4*5*3*19*6~\n"; !strings.Contains(got, want) {
		t.Errorf("got %s, want %s in it", got, want)
	}
}

// 4.2: the same record feeds CONTRL, and 1.3: what it counts from.
func TestTrapCONTRL(t *testing.T) {
	const uci = "UCI+0007+A:14+B:14+7'\n"
	const ucm = "UCM+1+ORDERS:D:96A:UN+4'\n"
	file4 := func(segments string) string {
		return "UNA:+.?*'" + unb4 + message("ORDERS", "D:96A", "1", segments) + oneOf
	}
	good := message("ORDERS", "D:96A", "1", bgm+"LIN+1'"+section)
	for _, c := range []struct {
		name string
		in   string
		want string
	}{
		{"1.3 UCI as received", una + "UNB+UNOC:3+A:14:ROUTE+B:14:DEPT+260822:0910+0007'" + good + oneOf, "UNH+1+CONTRL:D:3:UN'\nUCI+0007+A:14:ROUTE+B:14:DEPT+7'\nUNT+3+1'\n"},
		{"1.3 UCI without a kind of address", una + "UNB+UNOC:3+A+B+260822:0910+0007'" + good + oneOf, "UNH+1+CONTRL:D:3:UN'\nUCI+0007+A+B+7'\nUNT+3+1'\n"},
		{"1.3 UCS of a missing segment", file96("ORDERS", bgm+"LIN+1'"), "UNH+1+CONTRL:D:3:UN'\n" + uci + ucm + "UCS+4+13'\nUNT+5+1'\n"},
		{"1.3 UCS of a missing segment between others", file96("ORDERS", "BGM+220+1+9'LIN+1'"+section), "UNH+1+CONTRL:D:3:UN'\n" + uci + ucm + "UCS+2+13'\nUNT+5+1'\n"},
		{"1.3 UCD counts from the tag", file96("ORDERS", bgm+"LIN'NAD'"+section), "UNH+1+CONTRL:D:3:UN'\n" + uci + ucm + "UCS+5'\nUCD+13+2'\nUNT+6+1'\n"},
		{"1.3 UCD of a component", file96("ORDERS", "BGM+220+1+9'DTM+:20260822:102'LIN+1'"+section), "UNH+1+CONTRL:D:3:UN'\n" + uci + ucm + "UCS+3'\nUCD+13+2:1'\nUNT+6+1'\n"},
		{"1.3 UCD of an element", file96("ORDERS", "BGM+220+1+9'DTM'LIN+1'"+section), "UNH+1+CONTRL:D:3:UN'\n" + uci + ucm + "UCS+3'\nUCD+13+2'\nUNT+6+1'\n"},
		{"1.3 version 4", file4(bgm + "LIN+1'"), "UNH+1+CONTRL:4:1:UN'\n" + uci + ucm + "UCS+4+13'\nUNT+5+1'\n"},
		{"1.3 noted errors are not told", file96("ORDERS", bgm+"LIN+1'QTY+21:5:PIECES'"+section), "UNH+1+CONTRL:D:3:UN'\n" + uci + "UNT+3+1'\n"},
		{"1.3.7 0062 of UNT", una + unb + strings.Replace(good, "+1'UNS", "+1'UNS", 1)[:len(good)-3] + "+2'" + oneOf, "UNH+1+CONTRL:D:3:UN'\n" + uci + "UCM+1+ORDERS:D:96A:UN+4+28+UNT+3'\nUNT+4+1'\n"},
		{"1.3 APERAK is answered", file96("APERAK", "BGM+313+1+9'"), "UNH+1+CONTRL:D:3:UN'\nUCI+0007+A:14+B:14+7'\nUNT+3+1'\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			i := checked(t, c.in, nil)[0]
			if diff := cmp.Diff(c.want, answer(t, i, nil)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// 1.3.10: UTF-8 is taken under UNOW and UNOY, and written under UNOW.
func TestTrapAnsweredInUTF8(t *testing.T) {
	for syntax, want := range map[string]string{"UNOW:4": "UNOW:4", "UNOY:4": "UNOW:4", "UNOC:3": "UNOC:3", "UNOC": "UNOC:3"} {
		i := &edi.Interchange{Standard: edi.EDIFACT, Version: syntax}
		if got := edifact.Reply(i, nil).Version; got != want {
			t.Errorf("%s is answered in %s, want %s", syntax, got, want)
		}
	}
}

// 1.3: the repetition of an element is told from version 4 on.
func TestTrapCONTRLRepetition(t *testing.T) {
	for syntax, want := range map[string]string{"3": "UCD+39+3'\n", "4": "UCD+39+3::2'\n"} {
		in := una + strings.Replace(unb, "UNOC:3", "UNOC:"+syntax, 1) + message("ORDERS", "D:96A", "1", bgm+"LIN+1'"+section) + oneOf
		i := checked(t, in, nil)[0]
		i.Messages[0].Report(edi.NewDefect(edi.Pos{Segment: 2, Tag: "BGM", Element: 2, Repetition: 2}, edi.CodeTooLong, edi.Reject, ""))
		if got := inner(answer(t, i, nil)); !strings.HasSuffix(got, "UCS+2'\n"+want) {
			t.Errorf("version %s: got %q", syntax, got)
		}
	}
}

// 1.3 0083: what a partner answers with, and what it means for the interchange.
func TestTrapActions(t *testing.T) {
	for action, want := range map[string]bool{"1": true, "2": true, "3": true, "4": false, "5": true, "6": false, "7": true, "8": true, "": false, "9": false} {
		m := checkedMessage(t, file96("CONTRL", "UCI+1+A+B+"+action+"'"))
		a, err := edifact.ReadAcknowledgment(m)
		if err != nil || a.Accepted != want {
			t.Errorf("0083 %s: %+v, %v", action, a, err)
		}
	}
}

// checkedMessage is the only message of in, with its segments.
func checkedMessage(t *testing.T, in string) *edi.Message {
	t.Helper()
	all, err := edifact.Read([]byte(in), nil)
	if err != nil || len(all) != 1 || len(all[0].Messages) != 1 {
		t.Fatalf("%d interchanges, %v", len(all), err)
	}
	schema.Validate(all[0].Messages[0], nil)
	return all[0].Messages[0]
}
