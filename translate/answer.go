package translate

import "github.com/wharf-edi/wharf/documents"

// SettleAnswer looks for a response that says "as ordered" of the whole and
// something else of a line. Such a one is a defect, and is read by its lines, so
// that no refusal is taken for a promise.
func SettleAnswer(in *Reading, o *documents.OrderResponse) {
	if o.Answer != documents.AnswerAsOrdered {
		return
	}
	for _, l := range o.Lines {
		for _, p := range l.Schedules {
			if p.Code != "" && p.Status != documents.LineAccepted {
				o.Answer = documents.AnswerExcept
				in.Conflict("the response says \"as ordered\" of the whole and something else of a line: its lines count")
				return
			}
		}
	}
}
