package x12map

import "github.com/wharf-edi/wharf/documents"

// usualUnits is data element 355 as Recommendation 20 says it, where they differ
// or where several codes mean one unit.
var usualUnits = map[string]documents.Unit{
	"EA": "C62", "PC": "C62", "PCE": "C62", "UN": "C62", "H87": "C62", "C62": "C62", "E": "C62",
	"DZ": "DZN", "HU": "CEN", "HC": "CEN", "TH": "MIL", "GS": "GRO",
	"PR": "PR", "ST": "SET", "SH": "ST", "KT": "KT",
	"CA": "CS", "CS": "CS", "CT": "CT", "BX": "BX", "PK": "PK", "BG": "BG", "DR": "DR", "RL": "RO", "RO": "RO", "PL": "PF",
	"KG": "KGM", "GR": "GRM", "MC": "MC", "ME": "MGM", "LB": "LBR", "OZ": "ONZ", "TN": "STN", "MP": "TNE",
	"MR": "MTR", "DM": "DMT", "CM": "CMT", "MM": "MMT", "KM": "KMT", "FT": "FOT", "LF": "LF", "IN": "INH", "YD": "YRD",
	"SM": "MTK", "SF": "FTK", "SI": "INK", "SY": "YDK",
	"CR": "MTQ", "CF": "FTQ", "CI": "INQ", "CY": "YDQ",
	"LT": "LTR", "ML": "MLT", "GA": "GLL", "QT": "QTL", "PT": "PTL", "FO": "OZA",
	"HR": "HUR", "MJ": "MIN", "DA": "DAY", "WK": "WEE", "MO": "MON", "YR": "ANN",
	"KH": "KWH",
}

// writtenUnits is the code that is written for a unit of ours.
var writtenUnits = map[documents.Unit]string{
	"C62": "EA", "DZN": "DZ", "CEN": "HU", "MIL": "TH", "GRO": "GS",
	"SET": "ST", "ST": "SH",
	"CS": "CA", "RO": "RL", "PF": "PL",
	"KGM": "KG", "GRM": "GR", "MGM": "ME", "LBR": "LB", "ONZ": "OZ", "STN": "TN", "TNE": "MP",
	"MTR": "MR", "DMT": "DM", "CMT": "CM", "MMT": "MM", "KMT": "KM", "FOT": "FT", "INH": "IN", "YRD": "YD",
	"MTK": "SM", "FTK": "SF", "INK": "SI", "YDK": "SY",
	"MTQ": "CR", "FTQ": "CF", "INQ": "CI", "YDQ": "CY",
	"LTR": "LT", "MLT": "ML", "GLL": "GA", "QTL": "QT", "PTL": "PT", "OZA": "FO",
	"HUR": "HR", "MIN": "MJ", "DAY": "DA", "WEE": "WK", "MON": "MO", "ANN": "YR",
	"KWH": "KH",
}

// unit is the code that is written for a unit; data element 355 has two
// characters, and a unit without such a code must stand in the partner's profile.
func (w *writing) unit(u documents.Unit) string {
	return w.Text("code of unit", w.Units.Write(u), 2)
}
