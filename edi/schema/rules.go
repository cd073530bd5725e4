package schema

import (
	"slices"

	"github.com/wharf-edi/wharf/edi"
)

// Rule is what can be relaxed for a partner: what it finds is then told and not
// acted on. It is named by the code of its defects.
type Rule struct {
	Code edi.Code
	Cost string // what is lost, in words for whoever relaxes it
}

// Rules are the rules of definitions and guidelines, which Options.Relax names.
var Rules = []Rule{
	{edi.CodeSegmentUnknown, "segments that nobody knows go by, and what they say is not used"},
	{edi.CodeSegmentNotInMessage, "segments of other messages go by, and what they say is not used"},
	{edi.CodeSegmentOutOfOrder, "a segment may be taken for part of another line or party than was meant"},
	{edi.CodeSegmentOverMax, "of what stands too often, it is not certain which one counts"},
	{edi.CodeLoopOverMax, "messages may be larger than the partner's own system can take back"},
	{edi.CodeSegmentMissing, "a message without what it is about is passed on, and fails later or says nothing"},
	{edi.CodeMandatoryMissing, "a number, a date or a name that is needed may be missing further on"},
	{edi.CodeConditionMissing, "a value may stand without the qualifier or unit that says what it means"},
	{edi.CodeExcluded, "of two values that contradict each other, it is not certain which one counts"},
	{edi.CodeTooManyElements, "what stands behind the last element is not used"},
	{edi.CodeTooManyComponents, "what stands behind the last component is not used; a separator in a text is not noticed"},
	{edi.CodeTooManyRepetitions, "only the repetitions that the definition has are used"},
	{edi.CodeTooShort, "numbers of the wrong kind (a code instead of a number) are not noticed by their length"},
	{edi.CodeTooLong, "what receives the value later, Odoo's fields too, may cut it"},
	{edi.CodeBadCharacter, "a value that is no number is not used as one, and control characters are passed on"},
	{edi.CodeDigitMissing, "a number such as ,5 is taken as it stands"},
	{edi.CodeBadValue, "codes that nobody has defined go by, and what they qualify may be passed over"},
	{edi.CodeBadDate, "a date that is none is passed over: the day is then not known"},
	{edi.CodeBadTime, "a time that is none is passed over"},
	{edi.CodeNotUsed, "what the guideline leaves out is taken all the same"},
	{edi.CodeNotAgreed, "codes that were not agreed go by, and nobody may have said what to do with them"},
	{edi.CodeCountDiffers, "a message that was cut off in the middle and closed again is not noticed"},
}

// EnvelopeRules are the rules of envelopes, which edi.Interchange.Relax names.
var EnvelopeRules = []Rule{
	{edi.CodeEmpty, "messages and interchanges that hold nothing go by"},
	{edi.CodeControlDiffers, "the end of one message may be taken for that of another"},
	{edi.CodeControlRepeated, "the same message twice in an interchange is not noticed here; documents are still compared by their own numbers"},
	{edi.CodeControlInvalid, "what we answer may not be matched by the partner's system"},
	{edi.CodeTrailerMissing, "an interchange that broke off in the middle is taken as if it were whole"},
	{edi.CodeTypeInvalid, "a message that does not say what it is finds no map"},
	{edi.CodeTypeNotInGroup, "the group does not say what its messages are"},
	{edi.CodeGroupsMixed, "messages beside groups are answered without one"},
	{edi.CodeHeaderInvalid, "an envelope that says something wrong of itself is believed"},
	{edi.CodeStray, "segments outside of messages go by unused"},
}

// Relaxable says that Options.Relax can name the rule.
func Relaxable(c edi.Code) bool {
	return slices.ContainsFunc(Rules, func(r Rule) bool { return r.Code == c })
}
