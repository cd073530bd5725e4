package edi

// When says when something is answered.
type When int

// The times. Default is Always for what answers messages and Asked for TA1.
const (
	Default When = iota
	Always
	OnError // where there is a defect of severity Note or Reject
	Never
	Asked // where the interchange asks for it (ISA14, UNB 0031)
)

// AckOptions says how what a partner sent is acknowledged. The zero value is what
// most partners expect.
type AckOptions struct {
	// Functional is when messages are answered: 997, 999 or CONTRL.
	Functional When

	// Envelope is when a TA1 answers the interchange. EDIFACT has none: its CONTRL
	// answers both.
	Envelope When

	// Implementation answers with 999 instead of 997 (X12).
	Implementation bool

	// Brief leaves out what exactly is wrong: AK3 and AK4, IK3 and IK4, UCS and UCD,
	// and in X12 messages that are accepted without errors.
	Brief bool
}

// Functionally says whether the messages of i are answered.
func (o *AckOptions) Functionally(i *Interchange) bool {
	if o == nil {
		return true
	}
	return o.Functional.now(i, Always)
}

// Enveloped says whether i as a whole is answered.
func (o *AckOptions) Enveloped(i *Interchange) bool {
	if o == nil {
		return i.AckRequested
	}
	if o.Envelope == OnError { // in the messages there may be errors all the same
		return worst(i.Defects, i.rejected) > Warn
	}
	return o.Envelope.now(i, Asked)
}

func (w When) now(i *Interchange, usual When) bool {
	if w == Default {
		w = usual
	}
	switch w {
	case Never:
		return false
	case Asked:
		return i.AckRequested
	case OnError:
		return i.Worst() > Warn
	}
	return true
}

// Worst is the severity of the worst defect of the interchange, its groups and
// those of its messages that it has; Warn where there is none.
func (i *Interchange) Worst() Severity {
	w := worst(i.Defects, i.rejected)
	for n := range i.Groups {
		w = max(w, worst(i.Groups[n].Defects, i.Groups[n].rejected))
	}
	for _, m := range i.Messages {
		w = max(w, m.Worst())
	}
	return w
}

// Worst is the severity of the worst defect of the group itself.
func (g *Group) Worst() Severity { return worst(g.Defects, g.rejected) }

// Worst is the severity of the message's worst defect.
func (m *Message) Worst() Severity { return worst(m.Defects, m.rejected) }

func worst(defects []Defect, rejected bool) Severity {
	if rejected {
		return Reject
	}
	w := Warn
	for _, d := range defects {
		w = max(w, d.Severity)
	}
	return w
}

// Relax makes the defects with one of the codes, of the envelope and of messages,
// defects that are told and not acted on (Warn): what a partner gets wrong and we
// have agreed to take. Messages that were rejected only because what holds them was
// are not any more. It does not bring back what was not kept (Dropped).
func (i *Interchange) Relax(codes ...Code) {
	if len(codes) == 0 {
		return
	}
	relaxed := map[Code]bool{CodeEnvelopeRejected: true}
	for _, c := range codes {
		relaxed[c] = true
	}
	soften(i.Defects, relaxed)
	for n := range i.Groups {
		soften(i.Groups[n].Defects, relaxed)
	}
	for _, m := range i.Messages {
		soften(m.Defects, relaxed)
		kept := m.Defects[:0]
		for _, d := range m.Defects {
			if d.Code != CodeEnvelopeRejected {
				kept = append(kept, d)
			}
		}
		m.Defects = kept
	}
	i.RejectHeld()
}

func soften(defects []Defect, relaxed map[Code]bool) {
	for n := range defects {
		if relaxed[defects[n].Code] {
			defects[n].Severity = Warn
		}
	}
}
