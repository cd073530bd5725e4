package desk

import (
	"strings"
	"testing"

	"github.com/wharf-edi/wharf/store"
)

const isa = "ISA*00*          *00*          *01*123456789      *ZZ*HARBORMFG      *261123*1230*U*00401*000000001*0*P*>|"

func TestSegments(t *testing.T) {
	for name, c := range map[string]struct {
		body string
		want []string
	}{
		"x12 by position":       {isa + "GS*IN|\r\nST*810|", []string{isa, "GS*IN|", "ST*810|"}},
		"edifact":               {"UNB+UNOC:3'UNH+1'\nBGM+380'", []string{"UNB+UNOC:3'", "UNH+1'", "BGM+380'"}},
		"released terminator":   {"UNB+UNOC:3'FTX+AAI+++It?'s late'UNT", []string{"UNB+UNOC:3'", "FTX+AAI+++It?'s late'", "UNT"}},
		"una":                   {"UNA:+.? ~UNB+UNOC:3~", []string{"UNA:+.? ~", "UNB+UNOC:3~"}},
		"neither":               {"item;price\r\nAF-1;2\n", []string{"item;price", "AF-1;2"}},
		"short isa":             {"ISA*00*", []string{"ISA*00*"}},
		"no utf-8":              {"N\xfcrnberg\x00", []string{"Nürnberg·"}},
		"one line without end":  {strings.Repeat("x", 250), []string{strings.Repeat("x", 120), strings.Repeat("x", 120), "xxxxxxxxxx"}},
		"empty":                 {"", nil},
		"nothing but a newline": {"\n", []string{""}},
	} {
		list, cut := segments([]byte(c.body), nil)
		var got []string
		for _, s := range list {
			got = append(got, joined(s))
		}
		if cut || strings.Join(got, "¶") != strings.Join(c.want, "¶") {
			t.Errorf("%s: got %q (cut %v), want %q", name, got, cut, c.want)
		}
	}
}

func TestSegmentsCut(t *testing.T) {
	for _, body := range []string{isa + strings.Repeat("A*1|", 40_000), isa + strings.Repeat("|", 5_000)} {
		if list, cut := segments([]byte(body), nil); !cut || len(list) > mostSegments {
			t.Errorf("got %d segments (cut %v), want at most %d and cut", len(list), cut, mostSegments)
		}
	}
}

func TestPieces(t *testing.T) {
	body := []byte("N1*RE*Acme*92*00-1234~")
	list, _ := segments(body, []store.Defect{
		{Offset: 14, End: 21, Text: "b"}, {Offset: 6, End: 10, Text: "a"}, {Offset: 8, End: 12, Text: "overlaps"}, {Offset: 500, End: 900, Text: "elsewhere"}, {Offset: 3, End: 3},
	})
	var got strings.Builder
	for _, p := range list[0].Pieces {
		got.WriteString("[" + p.Text + "|" + p.Wrong + "]")
	}
	if want := "[N1*RE*|][Acme|a][*9|overlaps][2*|][00-1234|b][~|]"; got.String() != want {
		t.Errorf("got %s, want %s", got.String(), want)
	}
}

func joined(s segment) string {
	var b strings.Builder
	for _, p := range s.Pieces {
		b.WriteString(p.Text)
	}
	return b.String()
}

// Whatever the bytes and the defects are, the preview shows each printable byte
// once and in its order.
func FuzzSegments(f *testing.F) {
	f.Add(isa+"GS*IN|", int64(3), int64(9))
	f.Add("UNB+UNOC:3'UNH+1'", int64(-5), int64(1))
	f.Add("a?'b\n", int64(2), int64(1<<62))
	f.Fuzz(func(t *testing.T, body string, from, to int64) {
		body = strings.Map(func(r rune) rune {
			if r < ' ' && r != '\n' || r > '~' {
				return -1
			}
			return r
		}, body)
		list, cut := segments([]byte(body), []store.Defect{{Offset: from, End: to, Text: "x"}, {Offset: to, End: from, Text: "y"}})
		var got strings.Builder
		for _, s := range list {
			got.WriteString(joined(s))
		}
		want := strings.ReplaceAll(body, "\n", "")
		if !cut && got.String() != want {
			t.Fatalf("got %q, want %q", got.String(), want)
		}
	})
}
