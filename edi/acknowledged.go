package edi

// Acknowledged is an acknowledgment read back: what a partner says about the
// group (997, 999) or the interchange (CONTRL) that we sent.
type Acknowledged struct {
	Control  string // GS06 of the group; UNB 0020 of the interchange
	Accepted bool   // it was taken as a whole; false too where only a part was
	Code     string // AK901, or 0083, as sent
	Errors   []string

	// Messages holds what is said of single messages. One that is not here
	// shares the fate of the whole.
	Messages []AcknowledgedMessage
}

// AcknowledgedMessage is what a partner says about one message.
type AcknowledgedMessage struct {
	Type     string
	Control  string // ST02 or UNH 0062
	Accepted bool
	Code     string   // AK501, or 0083, as sent
	Errors   []string // in words, with the place and the partner's code
}
