package schema

import "github.com/wharf-edi/wharf/edi"

// Validate checks m.
func Validate(m *edi.Message) bool { return false }
