package gateway

import (
	"errors"
	"fmt"

	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/rules"
)

// trouble is a finding about a transmission or a part of it, on its way to become
// an exception.
type trouble struct {
	code     rules.Code
	line     string // which interchange or message
	expected string
	actual   string
	detail   string
}

// recognise answers the profile of the partner that sent an interchange, by its
// identity on the wire and never by a guess, or what is wrong with it. over is
// the partner whose channel it came over.
func recognise(dir *partners.Directory, i *edi.Interchange, over partners.ID) (*partners.Profile, *trouble) {
	where := "interchange " + i.Control
	prof, err := dir.BySender(partners.Standard(i.Standard), i.Sender.Qualifier, i.Sender.ID)
	if errors.Is(err, partners.ErrUnknown) {
		return nil, &trouble{code: rules.SenderUnknown, line: where, actual: i.Sender.String(),
			detail: fmt.Sprintf("It came over the channel of %s.", over)}
	}
	if err != nil {
		return nil, &trouble{code: rules.SenderUnknown, line: where, actual: i.Sender.String(), detail: err.Error()}
	}
	if prof.ID != over {
		return nil, &trouble{code: rules.SenderMismatch, line: where, expected: string(over), actual: string(prof.ID),
			detail: fmt.Sprintf("The file names %s as its sender.", i.Sender)}
	}
	if i.Receiver.Qualifier != prof.Us.Qualifier || i.Receiver.ID != prof.Us.ID {
		return prof, &trouble{code: rules.ReceiverUnknown, line: where,
			expected: prof.Us.Qualifier + ":" + prof.Us.ID, actual: i.Receiver.String()}
	}
	return prof, nil
}
