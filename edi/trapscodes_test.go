package edi_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/schema"
)

// every version that has definitions, by standard.
const (
	every4010  = "004010 005010"
	everyD     = "D.96A D.01B"
	everyLevel = "3 4"
)

// namedCodes are the codes that the text names for an element, and the versions
// whose list has them.
var namedCodes = []struct {
	place    string
	versions string
	element  string
	codes    string
}{
	{"1.1.9", every4010, "479", "PO PR SH IN FA PC CA AG RA RC PS IB QM SS"},
	{"1.1.10", every4010, "I13", "0 1"},
	{"1.1.10", every4010, "I14", "P T I"},
	{"1.1.11", every4010, "I05", "01 08 12 14 16 02 07 ZZ"},
	{"1.1.4", "004010", "I10", "U"},
	{"1.2 TA1", every4010, "I17", "A E R"},
	{"1.2 TA1", every4010, "I18", "000 001 002 003 004 005 006 007 008 009 010 011 012 013 014 015 016 017 018 019 020 021 022 023 024 025 026 027 028 029 030 031"},
	{"1.2 AK901", every4010, "715", "A E P R M W X"},
	{"1.2 AK501", every4010, "717", "A E R M W X"},
	{"1.2 AK502", every4010, "718", "1 2 3 4 5 6 7 8 9 10 11 12 13 15 16 17 19 23 24 25 26 27"},
	{"1.2 AK502", "005010", "718", "18"},
	{"1.2 AK905", every4010, "716", "1 2 3 4 5 6 10 11 12 13 14 15 16 17 18 19 23 24 25 26"},
	{"1.2 AK905", "005010", "716", "7 8 9 30 31"},
	{"1.2 AK304", every4010, "720", "1 2 3 4 5 6 7 8"},
	{"1.2 AK403", every4010, "723", "1 2 3 4 5 6 7 8 9 10"},
	{"1.2 AK403", "005010", "723", "12 13"},
	{"1.2 999", "005010", "620", "1 2 3 4 5 6 7 8 I4 I6 I7 I8 I9"},
	{"1.2 999", "005010", "621", "1 2 3 4 5 6 7 8 9 10 12 13 I6 I9 I10 I11 I12 I13"},
	{"1.2 999", "005010", "618", "1 2 3 4 5 6 7 I5 I6"},

	{"1.3 S001", everyLevel, "0001", "UNOA UNOB UNOC UNOD UNOE UNOF"},
	{"1.3 S001", "4", "0001", "UNOW UNOY"},
	{"1.3 0083", everyLevel, "0083", "1 2 3 4 5 6 7 8"},
	{"1.3 0085", everyLevel, "0085", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43"},

	{"1.4 BAK02", every4010, "587", "AC AD AE AH AK AP AT NA RD RF RJ RN RO RV ZZ"},
	{"1.4 BAK01", every4010, "353", "00 01 04 05 06 07"},
	{"1.4 ACK01", every4010, "668", "IA AC AR AA DR IQ IP IC IS BP IB IE SP IH IF IW ID IR R1 R2 R3 R4 R5 R6 R7 R8"},
	{"1.4 POC02", every4010, "670", "AI CA CT DI NC PC PQ QD QI RA RZ RS TI MU"},

	{"1.5 BSN05", every4010, "1005", "0001 0002 0003 0004 ZZZZ"},
	{"1.5 BSN05", "005010", "1005", "0008 0009"},
	{"1.5 HL03", every4010, "735", "S O T P Q I K F A E"},
	{"1.5 HL04", every4010, "736", "0 1"},
	{"1.5 MAN01", every4010, "88", "GM AA UC CP CA SM AI"},
	{"1.5 LIN", every4010, "235", "LT SN"},
	{"1.5 TD502", every4010, "66", "2"},
	{"1.5 REF01", every4010, "128", "LT BM CN 2I PK SI PO"},
	{"1.5 DTM01", every4010, "374", "036 011 017 067 371"},

	{"1.6 SAC01", every4010, "248", "A C N P Q R S"},
	{"1.6 SAC06", every4010, "378", "1 2 3 4 5 6 7 Z"},
	{"1.6 SAC06", "005010", "378", "0 B C D"},
	{"1.6 SAC12", every4010, "331", "01 02 03 04 05 06 07 15 CA"},
	{"1.6 SAC02", every4010, "1300", "D240 D200 D500 G830 D980 H550 F910 F800 I170 C310 I530 F970 G970 H750 H700 H850 F050 B820 ZZZZ"},
	{"1.6 BIG07", every4010, "640", "DI CN CR DR PP CI FD RE"},
	{"1.6 TXI01", every4010, "963", "ST SP LS CT CS VA GS CG TX"},
	{"1.6 ITD01", every4010, "336", "01 02 08 14"},
	{"1.6 ITD02", every4010, "333", "1 2 3 15"},
	{"1.6 N101", every4010, "98", "BY BT ST SU SE VN SF RI II PE PR UC MA Z7 OB"},
	{"1.6 N103", every4010, "66", "1 9 91 92 UL 54 SV ZZ"},
	{"1.6 235", every4010, "235", "BP IN VP VN UP UK EN MG SK CB VC PI PL LT SN EC CH"},
	{"1.6 235", "005010", "235", "EO"},
	{"1.6 374", every4010, "374", "001 002 010 037 038 063 064 067 068 069 079 018 011 017 035 036 371"},
	{"1.6 639", every4010, "639", "PE TE QE LE"},
	{"1.6 BEG02", every4010, "92", "SA NE BK RL DS KN RO"},

	{"1.7 1001", everyD, "1001", "220 221 224 226 227 228 230 231 320 351 380 381 383 384 385 386 389 325 241 632"},
	{"1.7 1225", everyD, "1225", "1 4 5 7 9 27 29 28 30 33 34 36 31 42 46 53"},
	{"1.7 4343", everyD, "4343", "AB AC AD AI AP CA NA RE"},
	{"1.7 1229", everyD, "1229", "1 2 3 4 5 6 7 10 21 24"},
	{"1.7 7143", everyD, "7143", "EN UP SA IN BP MF VN VP NB SN HS PV CC GB PL"},
	{"1.7 7143", "D.01B", "7143", "SRV"},
	{"1.7 4347", everyD, "4347", "1 2 3 4 5 6 7 8"},
	{"1.7 7077", everyD, "7077", "A B C E F S X"},
	{"1.7 7081", everyD, "7081", "8 13 35 38 79 98"},
	{"1.7 6063", everyD, "6063", "1 12 21 46 47 48 52 53 59 61 83 113 119 124 131 185 192 193 194 195 200"},
	{"1.7 2005", everyD, "2005", "2 4 10 11 13 17 35 36 37 50 63 64 67 69 71 74 76 79 94 131 132 137 140 171 191 263 265 358 361"},
	{"1.7 2379", everyD, "2379", "101 102 201 203 204 303 304 401 501 602 609 610 615 616 716 718 711 713 717 2 3 801 802 803 804 805 806"},
	{"1.7 1153", everyD, "1153", "ON VN CT BO CR IV OI DQ AAK AAU AAS BM SRN DL POR ALO PL PD PQ VA FC IA IT LI ACE ABO OP UC"},
	{"1.7 1153", "D.01B", "1153", "XA"},
	{"1.7 3035", everyD, "3035", "BY SU SE DP ST IV PR PE II SF CN CZ CA FW UC UD OB WH RE CO MF"},
	{"1.7 3055", everyD, "3055", "9 91 92 16 5 6 86 ZZZ"},
	{"1.7 5125", everyD, "5125", "AAA AAB AAC AAE AAF CAL INF INV"},
	{"1.7 5387", everyD, "5387", "CON RTP SRP NTP LBL CUP"},
	{"1.7 5375", everyD, "5375", "PE CT CA NW"},
	{"1.7 5025", everyD, "5025", "8 9 23 38 39 64 66 77 79 86 113 124 125 128 129 131 150 165 176 203 204 259 260 289"},
	{"1.7 6343", everyD, "6343", "4 9 10 11"},
	{"1.7 6347", everyD, "6347", "2 3"},
	{"1.7 5283", everyD, "5283", "5 6 7 9"},
	{"1.7 5153", everyD, "5153", "VAT GST STT LOC ENV EXC IMP OTH CUD"},
	{"1.7 5305", everyD, "5305", "S Z E H A G O B C"},
	{"1.7 5305", "D.01B", "5305", "AA AB AC AD"},
	{"1.7 5463", everyD, "5463", "A C B F K G H L M N V W"},
	{"1.7 7161", everyD, "7161", "DI QD TD VAB FC FA HD PC PL IS MAC SH SC RAA PAD EAB ABL TX ADR"},
	{"1.7 4471", everyD, "4471", "1 2 5 6 7"},
	{"1.7 1227", everyD, "1227", "1 2 3 4 5 6 7 8 9"},
	{"1.7 5245", everyD, "5245", "1 2 3 7 12 15"},
	{"1.7 5249", everyD, "5249", "13"},
	{"1.7 4279", everyD, "4279", "1 3 7 20 22"},
	{"1.7 2475", everyD, "2475", "5 66 29"},
	{"1.7 2151", everyD, "2151", "D W M WD CD"},
	{"1.7 6069", everyD, "6069", "1 2 7 11 20"},
	{"1.7 7075", everyD, "7075", "1 2 3 4"},
	{"1.7 7075", "D.01B", "7075", "5"},
	{"1.7 7065", everyD, "7065", "CT PX BX"},
	{"1.7 4233", everyD, "4233", "16 17 24"},
	{"1.7 4233", "D.01B", "4233", "30"},
	{"1.7 7405", everyD, "7405", "BJ AW BN BX EE VV ML"},
}

// absentCodes are those of which the text says that a list has them not.
var absentCodes = []struct{ place, versions, element, codes string }{
	{"1.2 AK501 has no P", every4010, "717", "P"},
	{"1.2 AK304 stops at 8", "004010", "720", "9 10"},
	{"1.2 AK905 of 5010", "004010", "716", "7 8 9 30 31"},
	{"1.2 AK502 of 5010", "004010", "718", "18"},
	{"1.2 AK403 stops at 10", "004010", "723", "11 12 13 16"},
	{"1.7 7143", "D.96A", "7143", "SRV"},
	{"1.7 5305", "D.96A", "5305", "AA AB AC AD"},
	{"1.7 4233", everyD, "4233", "33E"},
	{"1.7 7075", "D.96A", "7075", "5"},
}

// The lists have the codes that the text names, and a list that is whole has not
// those that it says are of others.
func TestTrapCodes(t *testing.T) {
	for _, c := range namedCodes {
		for version := range strings.FieldsSeq(c.versions) {
			list := codeList(t, version, c.element)
			for code := range strings.FieldsSeq(c.codes) {
				if _, found := list.Find(code); !found {
					t.Errorf("%s: element %s of %s has no code %s", c.place, c.element, version, code)
				}
			}
		}
	}
	for _, c := range absentCodes {
		for version := range strings.FieldsSeq(c.versions) {
			list := codeList(t, version, c.element)
			for code := range strings.FieldsSeq(c.codes) {
				if text, found := list.Find(code); found {
					t.Errorf("%s: element %s of %s has code %s, %s", c.place, c.element, version, code, text)
				}
			}
		}
	}
}

// codeList is the list of an element, wherever a segment of the version uses it.
func codeList(t *testing.T, version, element string) *schema.Codes {
	t.Helper()
	var list *schema.Codes
	var look func(fields []schema.Field)
	look = func(fields []schema.Field) {
		for _, f := range fields {
			if look(f.Parts); f.ID == element && f.Codes != nil {
				list = f.Codes
			}
		}
	}
	for _, tag := range segmentsWith {
		if s := schema.FindSegment(standardOf(version), version, tag); s != nil && list == nil {
			look(s.Fields)
		}
	}
	if list == nil {
		t.Fatalf("%s: no segment looked at has element %s", version, element)
	}
	return list
}

// segmentsWith are segments that together have all the elements asked for.
var segmentsWith = slices.Collect(strings.FieldsSeq("ISA GS TA1 AK3 AK4 AK5 AK9 IK3 IK4 IK5 BAK ACK POC BSN HL MAN LIN TD5 REF DTM SAC BIG TXI ITD N1 PO1 IT1 CTP BEG " +
	"UNB UCI UCD BGM PIA IMD QTY RFF NAD PRI MOA CUX TAX ALC PCD PAT CNT CPS PAC PCI GIN"))

// definedFacts are what the text says of elements in their places: kind and longest
// length (0: not said), by version.
var definedFacts = []struct {
	place    string
	versions string
	segment  string
	element  int
	part     int
	kind     schema.Kind
	decimals int
	max      int
}{
	{"1.1.1 ISA06", every4010, "ISA", 6, 0, schema.Text, 0, 15},
	{"1.1.6 ISA13", every4010, "ISA", 13, 0, schema.Implied, 0, 9},
	{"1.1.6 GS06", every4010, "GS", 6, 0, schema.Implied, 0, 9},
	{"1.1.6 ST02", every4010, "ST", 2, 0, schema.Text, 0, 9},
	{"1.1.9 GS04", every4010, "GS", 4, 0, schema.Date, 0, 8},
	{"1.1.9 GS05", every4010, "GS", 5, 0, schema.Time, 0, 8},
	{"1.1.9 ISA09", every4010, "ISA", 9, 0, schema.Date, 0, 6},
	{"1.2 AK404", every4010, "AK4", 4, 0, schema.Text, 0, 99},
	{"1.5 HL01", every4010, "HL", 1, 0, schema.Text, 0, 12},
	{"1.6 TDS01", every4010, "TDS", 1, 0, schema.Implied, 2, 0},
	{"1.6 TDS02", every4010, "TDS", 2, 0, schema.Implied, 2, 0},
	{"1.6 TDS03", every4010, "TDS", 3, 0, schema.Implied, 2, 0},
	{"1.6 TDS04", every4010, "TDS", 4, 0, schema.Implied, 2, 0},
	{"1.6 SAC05", every4010, "SAC", 5, 0, schema.Implied, 2, 0},
	{"1.6 SAC07", every4010, "SAC", 7, 0, schema.Number, 0, 0},
	{"1.6 SAC08", every4010, "SAC", 8, 0, schema.Number, 0, 0},
	{"1.6 ITD03", every4010, "ITD", 3, 0, schema.Number, 0, 0},
	{"1.6 ITD08", every4010, "ITD", 8, 0, schema.Implied, 2, 0},
	{"1.6 ITD10", every4010, "ITD", 10, 0, schema.Implied, 2, 0},
	{"1.6 TXP05", every4010, "TXP", 5, 0, schema.Implied, 2, 0},
	{"1.6 IT104", every4010, "IT1", 4, 0, schema.Number, 0, 0},
	{"1.6 TXI02", every4010, "TXI", 2, 0, schema.Number, 0, 0},
	{"1.6 AMT02", every4010, "AMT", 2, 0, schema.Number, 0, 0},
	{"1.6 CTT02", every4010, "CTT", 2, 0, schema.Number, 0, 0},
	{"1.6 ISS01", every4010, "ISS", 1, 0, schema.Number, 0, 0},
	{"1.6 LIN03", every4010, "LIN", 3, 0, schema.Text, 0, 48},
	{"1.3.6 0017 of version 3", "3", "UNB", 4, 1, schema.Number, 0, 6},
	{"1.3.6 0017 of version 4", "4", "UNB", 4, 1, schema.Number, 0, 8},
	{"1.3.7 0020", everyLevel, "UNB", 5, 0, schema.Text, 0, 14},
	{"1.7 7008 of D.96A", "D.96A", "IMD", 3, 4, schema.Text, 0, 35},
	{"1.7 7008 of D.01B", "D.01B", "IMD", 3, 4, schema.Text, 0, 256},
	{"1.7 7081 of D.96A is an element", "D.96A", "IMD", 2, 0, schema.Text, 0, 3},
	{"1.7 7081 of D.01B is a component", "D.01B", "IMD", 2, 1, schema.Text, 0, 3},
	{"1.7 6060 of D.96A", "D.96A", "QTY", 1, 2, schema.Number, 0, 15},
	{"1.7 6060 of D.01B", "D.01B", "QTY", 1, 2, schema.Text, 0, 35},
	{"1.7 5278", everyD, "TAX", 5, 4, schema.Text, 0, 17},
	{"1.7 1004 of D.96A is an element", "D.96A", "BGM", 2, 0, schema.Text, 0, 35},
	{"1.7 1004 of D.01B is a component", "D.01B", "BGM", 2, 1, schema.Text, 0, 35},
}

// The definitions say what the text says.
func TestTrapDefinitions(t *testing.T) {
	for _, c := range definedFacts {
		for version := range strings.FieldsSeq(c.versions) {
			s := schema.FindSegment(standardOf(version), version, c.segment)
			if s == nil || len(s.Fields) < c.element {
				t.Errorf("%s: %s has not that many elements in %s", c.segment, c.place, version)
				continue
			}
			f := s.Fields[c.element-1]
			if c.part > 0 && len(f.Parts) < c.part {
				t.Errorf("%s of %s: %d components", c.place, version, len(f.Parts))
				continue
			}
			if c.part > 0 {
				f = f.Parts[c.part-1]
			}
			if f.Kind != c.kind || f.Decimals != c.decimals || c.max > 0 && f.Max != c.max {
				t.Errorf("%s of %s (%s): got kind %d, %d decimals, at most %d", c.place, version, f.ID, f.Kind, f.Decimals, f.Max)
			}
		}
	}
}

// 1.3.12: these have their sections told apart.
func TestTrapSections(t *testing.T) {
	for version, messages := range map[string]string{
		"D.96A": "ORDERS ORDRSP ORDCHG INVOIC REMADV DELFOR",
		"D.01B": "ORDERS ORDRSP ORDCHG INVOIC REMADV",
	} {
		for message := range strings.FieldsSeq(messages) {
			found := false
			for _, n := range schema.Find(edi.EDIFACT, version, message).Nodes {
				found = found || n.Segment.Tag == "UNS" && n.Mandatory
			}
			if !found {
				t.Errorf("%s %s has no mandatory UNS", version, message)
			}
		}
	}
}

// standardOf is the standard that a version is of.
func standardOf(version string) edi.Standard {
	if strings.HasPrefix(version, "00") {
		return edi.X12
	}
	return edi.EDIFACT
}
