package gateway

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"

	"github.com/wharf-edi/wharf/edi"
)

// envelopeTags frame a message; their control numbers do not belong to its content.
var envelopeTags = map[string]bool{"ST": true, "SE": true, "UNH": true, "UNT": true}

// digest is the SHA-256 of what an interchange says: its messages' types and
// elements, without control numbers, stamps and line breaks. Two interchanges
// with one digest say the same.
func digest(i *edi.Interchange) string {
	h := sha256.New()
	enc := json.NewEncoder(h)
	for _, m := range i.Messages {
		_, _ = io.WriteString(h, m.Type+"\n"+m.Version+"\n") // a hash takes everything
		for k := range m.Segments {
			s := &m.Segments[k]
			if envelopeTags[s.Tag] {
				continue
			}
			_ = enc.Encode([]any{s.Tag, s.Elements})
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}
