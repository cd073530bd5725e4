package edifact

import (
	"time"

	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/internal/envelope"
)

// Open takes the fields of UNB.
func (d *dialect) Open(r *envelope.Reader, seg *edi.Segment) {
	i := r.Interchange
	i.Version = trim(seg.Component(1, 1)) + ":" + trim(seg.Component(1, 2))
	i.Sender = edi.Identity{Qualifier: trim(seg.Component(2, 2)), ID: trim(seg.Component(2, 1))}
	i.Receiver = edi.Identity{Qualifier: trim(seg.Component(3, 2)), ID: trim(seg.Component(3, 1))}
	i.Control = trim(seg.Element(5))
	i.AckRequested = trim(seg.Element(9)) == "1"
	i.Test = trim(seg.Element(11)) == "1"
	if i.Control == "" || len([]rune(i.Control)) > 14 {
		r.Defect(seg.At(5, 0), edi.CodeControlInvalid, edi.Warn, i.Control)
	}
	if i.Sender.ID == "" {
		r.Defect(seg.At(2, 1), edi.CodeMandatoryMissing, edi.Note, "")
	}
	if i.Receiver.ID == "" {
		r.Defect(seg.At(3, 1), edi.CodeMandatoryMissing, edi.Note, "")
	}
	if trim(seg.Component(1, 1)) == "" || trim(seg.Component(1, 2)) == "" {
		r.Defect(seg.At(1, 0), edi.CodeHeaderInvalid, edi.Warn, i.Version)
	}
	if d.single {
		// From syntax version 4 on the fifth character of UNA may not be blank.
		layout := edi.NewDefect(seg.Pos, edi.CodeLayout, edi.Warn, "")
		layout.Text = "no character separates repetitions, as syntax version 4 wants"
		i.Report(layout)
	}
	d.prepared(r, seg)
}

// prepared reads UNB S004: six digits for the date up to syntax version 3, eight
// in version 4. Senders mix them up, so the length decides.
func (d *dialect) prepared(r *envelope.Reader, seg *edi.Segment) {
	day, clock := trim(seg.Component(4, 1)), trim(seg.Component(4, 2))
	layout := "060102"
	if len(day) == 8 {
		layout = "20060102"
	}
	t, err := time.Parse(layout+"1504", day+clock)
	if err != nil {
		var bad error
		if t, bad = time.Parse(layout, day); bad != nil {
			r.Defect(seg.At(4, 1), edi.CodeBadDate, edi.Warn, day)
		} else {
			r.Defect(seg.At(4, 2), edi.CodeBadTime, edi.Warn, clock)
		}
	}
	r.Interchange.Prepared = t
}

// OpenGroup is what a UNG says.
func (d *dialect) OpenGroup(_ *envelope.Reader, seg *edi.Segment) edi.Group {
	return edi.Group{
		Kind: trim(seg.Element(1)), Sender: trim(seg.Element(2)), Receiver: trim(seg.Element(3)),
		Control: trim(seg.Element(5)), Declared: -1, Header: *seg,
		Version: joined(trim(seg.Component(7, 1)), trim(seg.Component(7, 2))),
	}
}

// OpenMessage is what a UNH says.
func (d *dialect) OpenMessage(_ *envelope.Reader, seg *edi.Segment) *edi.Message {
	return &edi.Message{
		Standard: edi.EDIFACT, Control: trim(seg.Element(1)), Decimal: d.decimal,
		Type:        trim(seg.Component(2, 1)),
		Version:     joined(trim(seg.Component(2, 2)), trim(seg.Component(2, 3))),
		Association: trim(seg.Component(2, 5)),
	}
}

// joined is "D.96A" for D and 96A.
func joined(version, release string) string {
	if release == "" {
		return version
	}
	return version + "." + release
}

// Check checks the UNH of the open message.
func (d *dialect) Check(r *envelope.Reader, seg *edi.Segment) {
	m := r.Message
	if m.Type == "" {
		r.Defect(seg.At(2, 1), edi.CodeTypeInvalid, edi.Reject, "")
	}
	if m.Control == "" {
		r.Defect(seg.At(1, 0), edi.CodeControlInvalid, edi.Reject, "")
	}
	if r.Repeated() {
		r.Defect(seg.At(1, 0), edi.CodeControlRepeated, edi.Reject, m.Control)
	}
	if g := r.Group(); g >= 0 && r.Interchange.Groups[g].Kind != m.Type {
		r.Defect(seg.At(2, 1), edi.CodeTypeNotInGroup, edi.Note, m.Type)
	}
	if r.Group() < 0 && len(r.Interchange.Groups) > 0 {
		r.Defect(seg.Pos, edi.CodeGroupsMixed, edi.Note, "")
	}
}

func trim(s string) string { return envelope.Trim(s) }
