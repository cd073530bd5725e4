package x12

import (
	"strings"
	"time"

	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/internal/envelope"
)

// Open takes what the ISA says.
func (d *dialect) Open(r *envelope.Reader, seg *edi.Segment) {
	i := r.Interchange
	i.Sender = edi.Identity{Qualifier: trim(seg.Element(5)), ID: trim(seg.Element(6))}
	i.Receiver = edi.Identity{Qualifier: trim(seg.Element(7)), ID: trim(seg.Element(8))}
	i.Control, i.Version = trim(seg.Element(13)), trim(seg.Element(12))
	i.Test = trim(seg.Element(15)) == "T"
	i.AckRequested = seg.Element(14) >= "1" && seg.Element(14) <= "3" // 2 and 3 are of later releases
	d.values(r, seg)
}

// values checks what the ISA says. Nothing of it stops the reading.
func (d *dialect) values(r *envelope.Reader, seg *edi.Segment) {
	day, clock := trim(seg.Element(9)), trim(seg.Element(10))
	t, err := time.Parse("0601021504", day+clock)
	if err != nil {
		var bad error
		if t, bad = time.Parse("060102", day); bad != nil {
			r.Defect(seg.At(9, 0), edi.CodeBadDate, edi.Warn, day)
		} else {
			r.Defect(seg.At(10, 0), edi.CodeBadTime, edi.Warn, clock)
		}
	}
	r.Interchange.Prepared = t
	if c := r.Interchange.Control; len(c) != 9 || !digits(c) {
		r.Defect(seg.At(13, 0), edi.CodeControlInvalid, edi.Warn, c)
	}
	if use := trim(seg.Element(15)); !strings.Contains("PTI", use) || len(use) != 1 {
		r.Defect(seg.At(15, 0), edi.CodeHeaderInvalid, edi.Warn, use)
	}
}

// OpenGroup is what a GS says.
func (d *dialect) OpenGroup(_ *envelope.Reader, seg *edi.Segment) edi.Group {
	return edi.Group{
		Kind: trim(seg.Element(1)), Sender: trim(seg.Element(2)), Receiver: trim(seg.Element(3)),
		Control: trim(seg.Element(6)), Version: trim(seg.Element(8)), Declared: -1, Header: *seg,
	}
}

// OpenMessage is what an ST says.
func (d *dialect) OpenMessage(r *envelope.Reader, seg *edi.Segment) *edi.Message {
	m := &edi.Message{Standard: edi.X12, Type: trim(seg.Element(1)), Control: trim(seg.Element(2)), Decimal: '.'}
	version := trim(seg.Element(3)) // ST03, the guideline, from 005010 on
	if g := r.Group(); g >= 0 && r.Interchange.Groups[g].Version != "" {
		version = r.Interchange.Groups[g].Version
	}
	m.Version, m.Association = version[:min(6, len(version))], version[min(6, len(version)):]
	return m
}

// Check checks the ST of the open message.
func (d *dialect) Check(r *envelope.Reader, seg *edi.Segment) {
	m := r.Message
	if len(m.Type) != 3 {
		r.Defect(seg.At(1, 0), edi.CodeTypeInvalid, edi.Reject, m.Type)
	}
	switch {
	case m.Control == "":
		r.Defect(seg.At(2, 0), edi.CodeControlInvalid, edi.Reject, "")
	case len(m.Control) > 9 || len(m.Control) < 4:
		r.Defect(seg.At(2, 0), edi.CodeControlInvalid, edi.Warn, m.Control)
	}
	if r.Group() < 0 {
		r.Defect(seg.Pos, edi.CodeGroupsMixed, edi.Reject, "")
		return
	}
	if kind, known := functional[m.Type]; known && kind != r.Interchange.Groups[r.Group()].Kind {
		r.Defect(seg.At(1, 0), edi.CodeTypeNotInGroup, edi.Note, m.Type)
	}
	if r.Repeated() {
		r.Defect(seg.At(2, 0), edi.CodeControlRepeated, edi.Reject, m.Control)
	}
}

func trim(s string) string { return envelope.Trim(s) }

func digits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// functional is the group that a transaction set belongs into (X12 data element 479
// by 143), for sets that manufacturers, carriers and their suppliers exchange.
var functional = map[string]string{
	"180": "AN", "204": "SM", "210": "IM", "214": "QM", "810": "IN", "816": "OR", "820": "RA", "824": "AG", "830": "PS", "832": "SC",
	"840": "RQ", "843": "RR", "846": "IB", "850": "PO", "852": "PD", "855": "PR", "856": "SH", "860": "PC", "861": "RC", "862": "SS",
	"864": "TX", "865": "CA", "867": "PT", "870": "RS", "940": "OW", "943": "AR", "944": "RE", "945": "SW", "947": "AW",
	"990": "GF", "997": "FA", "999": "FA",
}
