package schema

import (
	"bytes"
	"fmt"
	"hash/maphash"
	"unicode/utf8"

	"github.com/wharf-edi/wharf/edi"
)

// value checks value n against its kind, its length and its codes. Must says that
// the message is of no use without it.
func (v *Validator) value(n int, f *fieldProgram, must bool) {
	b := v.s.Text(n)
	size := len(b)
	switch f.kind {
	case Text, Letters, Coded:
		holds := byte(0)
		for _, c := range b {
			holds |= characters[c]
		}
		if holds&high != 0 {
			size = v.characters(b)
		}
		if size > f.max { // blanks at the end of a text mean nothing
			size -= len(b)
			b = bytes.TrimRight(b, " ")
			size += len(b)
		}
		if holds&f.refused != 0 {
			v.valueAt(n, edi.CodeBadCharacter, edi.Note)
		}
		if size >= f.min && size <= f.max && f.codes != nil && !f.codes.has(b) {
			v.code(n, f, b)
		}
	case Number, Implied:
		var code edi.Code
		if size, code = v.numeral(b, f.kind); code != "" {
			v.valueAt(n, code, severity(must && code == edi.CodeBadCharacter))
			if code == edi.CodeBadCharacter {
				return
			}
		}
		if f.codes != nil && !f.codes.has(b) {
			v.code(n, f, b)
		}
	case Date:
		if b = trim(b); !date(b) {
			v.valueAt(n, edi.CodeBadDate, severity(must))
			return
		}
		size = len(b)
	case Time:
		if b = trim(b); !clock(b) {
			v.valueAt(n, edi.CodeBadTime, edi.Note)
			return
		}
		size = len(b)
	}
	switch {
	case size > f.max && f.kind != Binary:
		v.valueAt(n, edi.CodeTooLong, edi.Note)
	case size < f.min:
		v.valueAt(n, edi.CodeTooShort, edi.Note)
	}
}

// What a byte is, as bits.
const (
	control = 1 << iota
	digit
	high // not ASCII
)

// characters is what each byte is.
var characters = func() (all [256]byte) {
	for c := range all {
		switch {
		case c < ' ':
			all[c] = control
		case c >= '0' && c <= '9':
			all[c] = digit
		case c >= utf8.RuneSelf:
			all[c] = high
		}
	}
	return all
}()

// characters is how many characters b has in the interchange's character set.
func (v *Validator) characters(b []byte) int {
	s, _ := v.text.Text(b)
	return utf8.RuneCountInString(s)
}

// code reports value n, which is not in its list as it stands: blanks at its end do
// not count in X12, and in EDIFACT it may be from another agency's list.
func (v *Validator) code(n int, f *fieldProgram, b []byte) {
	if v.m.Standard == edi.X12 && f.codes.has(bytes.TrimRight(b, " ")) {
		return
	}
	if v.m.Standard == edi.EDIFACT && v.foreign(n) {
		return
	}
	v.valueAt(n, edi.CodeBadValue, edi.Note)
}

// foreign says that the composite of value n names a list of its own (1131), or
// another agency than the UN (3055, 6).
func (v *Validator) foreign(n int) bool {
	at := v.s.Values[n]
	if !v.composite(at.Element()) {
		return false
	}
	parts := v.seg.fields[at.Element()-1].parts
	own := ""
	if at.Component() <= len(parts) {
		own = parts[at.Component()-1].field.ID
	}
	if own == "3055" {
		return false
	}
	for k := range v.s.Values {
		o := v.s.Values[k]
		if o.Element() != at.Element() || o.Repetition() != at.Repetition() || o.Component() > len(parts) || o.Size() == 0 {
			continue
		}
		switch parts[o.Component()-1].field.ID {
		case "1131":
			if own != "1131" {
				return true
			}
		case "3055":
			if string(v.s.Text(k)) != "6" {
				return true
			}
		}
	}
	return false
}

func trim(b []byte) []byte {
	if len(b) > 0 && (b[0] <= ' ' || b[len(b)-1] <= ' ') {
		return bytes.Trim(b, " \t\r\n\v\f") // not what is white in one character set only
	}
	return b
}

// numeral is how many digits b has, sign and decimal mark not counted, and what is
// wrong with it as a number.
func (v *Validator) numeral(b []byte, kind Kind) (digits int, code edi.Code) {
	b = trim(b)
	if len(b) > 0 && b[0] == '-' {
		b = b[1:]
	}
	mark := -1
	for n, c := range b {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case (c == '.' || c == ',') && mark < 0 && kind == Number && v.marks(c):
			mark = n
		default:
			return digits, edi.CodeBadCharacter
		}
	}
	switch {
	case digits == 0:
		return 0, edi.CodeBadCharacter
	case v.m.Standard == edi.EDIFACT && mark >= 0 && (mark == 0 || mark == len(b)-1):
		return digits, edi.CodeDigitMissing // ISO 9735, clause 10
	}
	return digits, ""
}

// marks says that c is a decimal mark of the message.
func (v *Validator) marks(c byte) bool {
	if v.m.Standard == edi.X12 {
		return c == '.'
	}
	return v.m.Decimal == 0 || c == v.m.Decimal
}

// date says that b is CCYYMMDD or YYMMDD and a day.
func date(b []byte) bool {
	if len(b) != 8 && len(b) != 6 {
		return false
	}
	var d [8]int
	for n, c := range b {
		if c < '0' || c > '9' {
			return false
		}
		d[n] = int(c - '0')
	}
	at, year := 2, 2000+10*d[0]+d[1]
	if len(b) == 8 {
		at, year = 4, 1000*d[0]+100*d[1]+10*d[2]+d[3]
	}
	month, day := 10*d[at]+d[at+1], 10*d[at+2]+d[at+3]
	if month < 1 || month > 12 || day < 1 {
		return false
	}
	last := [13]int{0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[month]
	if month == 2 && year%4 == 0 && (year%100 != 0 || year%400 == 0) {
		last = 29
	}
	return day <= last
}

// clock says that b is HHMM, HHMMSS or HHMMSS with decimals of a second.
func clock(b []byte) bool {
	if len(b) != 4 && len(b) < 6 {
		return false
	}
	if !digits(b) {
		return false
	}
	pair := func(n int) int { return 10*int(b[n]-'0') + int(b[n+1]-'0') }
	return pair(0) < 24 && pair(2) < 60 && (len(b) == 4 || pair(4) < 60)
}

// fits says that b has the form that EDIFACT 2379 names; true for forms that are
// not checked.
func fits(b []byte, form string) bool {
	day := func(n int) bool { return date(b[:n]) }
	switch form {
	case "2", "3": // DDMMYY, MMDDYY
		if len(b) != 6 {
			return false
		}
		turned := [6]byte{b[4], b[5], b[2], b[3], b[0], b[1]}
		if form == "3" {
			turned = [6]byte{b[4], b[5], b[0], b[1], b[2], b[3]}
		}
		return date(turned[:])
	case "101":
		return len(b) == 6 && day(6)
	case "102":
		return len(b) == 8 && day(8)
	case "201":
		return len(b) == 10 && day(6) && clock(b[6:])
	case "203":
		return len(b) == 12 && day(8) && clock(b[8:])
	case "204":
		return len(b) == 14 && day(8) && clock(b[8:])
	case "401":
		return len(b) == 4 && clock(b)
	case "602":
		return len(b) == 4 && digits(b)
	case "609":
		return len(b) == 4 && date([]byte{b[0], b[1], b[2], b[3], '0', '1'})
	case "610":
		return len(b) == 6 && digits(b) && date([]byte{b[0], b[1], b[2], b[3], b[4], b[5], '0', '1'})
	case "718": // two days, the hyphen between them left out or not
		return len(b) == 16 && day(8) && date(b[8:]) || len(b) == 17 && day(8) && b[8] == '-' && date(b[9:])
	}
	return b[0] >= '0' && b[0] <= '9' // all forms begin with a digit
}

func digits(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// particular checks what a definition cannot say.
func (v *Validator) particular() {
	switch v.seg.special {
	case levels:
		v.hierarchy()
	case period:
		value, form := trim(v.s.Component(1, 2)), v.s.Component(1, 3)
		if len(value) > 0 && !fits(value, string(form)) {
			v.at(1, 2, 1, edi.CodeBadDate, edi.Note, string(value))
		}
	case detail:
		v.lines++
	case totals:
		v.total()
	}
}

// total compares the number of lines that a message says it has: CTT01, or CNT with
// 6069 2. Partners count differently, so it is only told.
func (v *Validator) total() {
	said, e, c := v.s.Element(1), 1, 0
	if v.m.Standard == edi.EDIFACT {
		if string(said) != "2" {
			return
		}
		said, c = v.s.Component(1, 2), 2
	}
	n := 0
	for _, b := range trim(said) {
		if b < '0' || b > '9' || n > 1e6 {
			return
		}
		n = 10*n + int(b-'0')
	}
	if v.lines > 0 && n != v.lines {
		p := edi.Pos{Offset: v.s.Offset, End: v.s.End, Message: v.m.Control, Segment: v.number, Tag: v.s.Name(), Element: e, Component: c, ID: v.elementID(e, c)}
		d := edi.NewDefect(p, edi.CodeCountDiffers, edi.Warn, string(said))
		d.Text = fmt.Sprintf("number of lines is wrong, there are %d", v.lines)
		v.m.Report(d)
	}
}

// hierarchy walks the HL segments of an X12 message by what they say: HL02 must
// name an HL01 that came before, and no HL01 comes twice. The levels may stand in
// any order.
func (v *Validator) hierarchy() {
	id, parent := trim(v.s.Element(1)), trim(v.s.Element(2))
	if _, known := v.ids[maphash.Bytes(v.seed, parent)]; len(parent) > 0 && !known && len(v.ids) < maxLevels {
		v.at(2, 0, 0, edi.CodeBadValue, edi.Note, string(parent))
	}
	own := maphash.Bytes(v.seed, id)
	if _, known := v.ids[own]; known {
		v.at(1, 0, 0, edi.CodeBadValue, edi.Note, string(id))
		return
	}
	if len(v.ids) < maxLevels {
		v.ids[own] = struct{}{}
	}
}

// maxLevels is how many HL01 of a message are remembered.
const maxLevels = 200_000
