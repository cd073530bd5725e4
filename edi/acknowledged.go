package edi

// Acknowledged is an acknowledgment read back: what a partner says about the
// group (997, 999) or the interchange (CONTRL) that we sent.
type Acknowledged struct {
	Control  string // GS06 of the group; UNB 0020 of the interchange
	Group    bool   // Control is of a group, else of the interchange
	Accepted bool   // it was taken as a whole; false too where only a part was
	Code     string // AK901, or 0083, as sent
	Errors   []string

	// Messages holds what is said of single messages. One that is not here
	// shares the fate of the whole.
	Messages []AcknowledgedMessage

	// Doubts is where it says things that do not go together: counts of messages that
	// are not those that it names, a verdict on the whole that its parts contradict.
	Doubts []string
}

// Of is what is said of one message that was sent under the control number, by its
// own row or by the verdict on the whole, and why. A whole that is refused takes its
// messages with it, whatever their rows say.
func (a *Acknowledged) Of(control string) (accepted bool, code string, errors []string) {
	for _, m := range a.Messages {
		if m.Control == control && !(m.Accepted && a.refused()) {
			return m.Accepted, m.Code, m.Errors
		}
	}
	return !a.refused() && (a.Accepted || a.partly()), a.Code, a.Errors
}

// refused says that the whole was: X12 data element 715 is R, EDIFACT 0083 is 4.
func (a *Acknowledged) refused() bool {
	return a.Group && a.Code == "R" || !a.Group && (a.Code == "4" || a.Code == "6" || a.Code == "R")
}

// partly says that only a part was taken: messages that are not named were.
func (a *Acknowledged) partly() bool {
	return a.Code == "P" && len(a.Messages) > 0
}

// AcknowledgedMessage is what a partner says about one message.
type AcknowledgedMessage struct {
	Type     string
	Control  string // ST02 or UNH 0062
	Accepted bool
	Code     string   // AK501, or 0083, as sent
	Errors   []string // in words, with the place and the partner's code
}
