import CanonicalJSON
import Testing

@Suite("what is refused, why and where") struct RefusalTests {
    @Test(
        "a text outside the grammar is refused at its first wrong byte",
        arguments: [
            ("", "json.unexpected-end", 0),
            (" \t\r\n", "json.unexpected-end", 4),
            ("[", "json.unexpected-end", 1),
            ("[1,", "json.unexpected-end", 3),
            (#"{"a""#, "json.unexpected-end", 4),
            (#"{"a":"#, "json.unexpected-end", 5),
            (#""abc"#, "json.unexpected-end", 4),
            (#""abc\"#, "json.unexpected-end", 5),
            (#""\u00"#, "json.unexpected-end", 5),
            ("tru", "json.unexpected-end", 3),
            ("-", "json.unexpected-end", 1),
            ("1.", "json.unexpected-end", 2),
            ("1e", "json.unexpected-end", 2),
            ("[1,]", "json.unexpected-byte", 3),
            ("[,1]", "json.unexpected-byte", 1),
            ("[1 2]", "json.unexpected-byte", 3),
            ("[1}", "json.unexpected-byte", 2),
            (#"{"a":1,}"#, "json.unexpected-byte", 7),
            (#"{"a" 1}"#, "json.unexpected-byte", 5),
            (#"{"a":1 "b":2}"#, "json.unexpected-byte", 7),
            ("{a:1}", "json.unexpected-byte", 1),
            ("{1:1}", "json.unexpected-byte", 1),
            ("{'a':1}", "json.unexpected-byte", 1),
            ("nul!", "json.unexpected-byte", 3),
            ("True", "json.unexpected-byte", 0),
            ("NaN", "json.unexpected-byte", 0),
            ("Infinity", "json.unexpected-byte", 0),
            ("-Infinity", "json.invalid-number", 1),
            ("+1", "json.unexpected-byte", 0),
            (".5", "json.unexpected-byte", 0),
            ("// no\n1", "json.unexpected-byte", 0),
            ("\u{A0}1", "json.unexpected-byte", 0),
            ("[1\u{0B}]", "json.unexpected-byte", 2),
            ("1 2", "json.trailing-bytes", 2),
            ("{} x", "json.trailing-bytes", 3),
            ("[]]", "json.trailing-bytes", 2),
            ("1\u{0}", "json.trailing-bytes", 1),
            ("01", "json.invalid-number", 0),
            ("-01", "json.invalid-number", 1),
            ("1.e1", "json.invalid-number", 2),
            ("1e+", "json.unexpected-end", 3),
            ("[1e+]", "json.invalid-number", 4),
            ("0x10", "json.trailing-bytes", 1),
        ])
    func grammar(text: String, code: String, offset: Int) {
        #expect(Reading(text) == .refused(code, at: offset), "\(text)")
    }

    @Test(
        "a string holds no raw control character and no escape but JSON's",
        arguments: [
            ("\"a\u{0}\"", "json.control-character", 2),
            ("\"a\nb\"", "json.control-character", 2),
            ("\"\t\"", "json.control-character", 1),
            ("\"12345678901234567\u{1F}\"", "json.control-character", 18),
            (#""\x41""#, "json.invalid-escape", 1),
            (#""\U0041""#, "json.invalid-escape", 1),
            (#""ab\'""#, "json.invalid-escape", 3),
            (#""\u00G0""#, "json.invalid-escape", 1),
            (#""\u 041""#, "json.invalid-escape", 1),
            (#""\u+041""#, "json.invalid-escape", 1),
            (#""\uD83D\u00zz""#, "json.invalid-escape", 7),
        ])
    func strings(text: String, code: String, offset: Int) {
        #expect(Reading(text) == .refused(code, at: offset), "\(text)")
    }

    @Test(
        "half a surrogate pair is refused, wherever the other half is missing",
        arguments: [
            (#""\uD800""#, 1), (#""\uDBFF""#, 1), (#""\uDC00""#, 1), (#""a\uDFFF""#, 2),
            (#""\uD800\uD800""#, 1), (#""\uDC00\uD800""#, 1), (#""\uDC00\uDC00""#, 1),
            (#""\uD800\u0041""#, 1),
            (#""\uD800\n""#, 1), (#""\uD800x""#, 1), (#"{"\uD800":1}"#, 2),
            (#""\uD83D\uDE02\uDE02""#, 13),
        ])
    func surrogates(text: String, offset: Int) {
        #expect(Reading(text) == .refused("json.lone-surrogate", at: offset), "\(text)")
    }

    @Test(
        "bytes that are not UTF-8 are refused at the first byte of the form",
        arguments: [
            ([0x80], 0), ([0xBF], 0), ([0xC0, 0x80], 0), ([0xC1, 0xBF], 0), ([0xC2], 0),
            ([0xC2, 0x41], 0), ([0xE0, 0x9F, 0xBF], 0), ([0xE2, 0x82], 0), ([0xE2, 0x41, 0x82], 0),
            ([0xED, 0xA0, 0x80], 0), ([0xED, 0xBF, 0xBF], 0), ([0xF0, 0x8F, 0xBF, 0xBF], 0),
            ([0xF0, 0x9F, 0x98], 0), ([0xF4, 0x90, 0x80, 0x80], 0), ([0xF5, 0x80, 0x80, 0x80], 0),
            ([0xF8, 0x88, 0x80, 0x80, 0x80], 0), ([0xFE], 0), ([0xFF], 0),
            ([0xC3, 0xA9, 0xC3], 2), ([0x61, 0xF0, 0x9F, 0x98, 0x82, 0x82], 5),
        ] as [([UInt8], Int)])
    func encoding(bytes: [UInt8], offset: Int) {
        let text = Array("\"12345678".utf8) + bytes + Array("\"".utf8)
        #expect(Reading(text) == .refused("json.invalid-utf8", at: 9 + offset), "\(bytes)")
        let name = Array("{\"".utf8) + bytes + Array("\":1}".utf8)
        #expect(Reading(name) == .refused("json.invalid-utf8", at: 2 + offset), "\(bytes)")
        #expect(Reading(bytes) == .refused("json.invalid-utf8", at: offset), "\(bytes)")
    }

    @Test("a byte order mark and the other UTFs are refused")
    func byteOrderMark() {
        #expect(Reading("\u{FEFF}1") == .refused("json.byte-order-mark", at: 0))
        #expect(Reading("\u{FEFF}") == .refused("json.byte-order-mark", at: 0))
        #expect(Reading("1\u{FEFF}") == .refused("json.trailing-bytes", at: 1))
        #expect(Reading([0xFF, 0xFE, 0x31, 0x00]) == .refused("json.invalid-utf8", at: 0))
        #expect(Reading([0x31, 0x00]) == .refused("json.trailing-bytes", at: 1))
        #expect(Reading("\"\u{FEFF}\"") == .canonical("\"\u{FEFF}\""))
    }

    @Test(
        "a repeated name is refused at its first repetition, however it is written",
        arguments: [
            (#"{"a":1,"a":1}"#, 7),
            (#"{"a":1,"b":2,"a":3}"#, 13),
            (#"{"b":1,"a":2,"a":3,"b":4}"#, 13),
            (#"{"":1,"":2}"#, 6),
            (#"{"a":1,"\u0061":2}"#, 7),
            (#"{"\u0061":1,"a":2}"#, 12),
            (#"{"b":0,"\u0061":1,"\u0061":2}"#, 18),
            (#"{"é":1,"\u00e9":2}"#, 8),
            (#"{"😂":1,"\ud83d\ude02":2}"#, 10),
            (#"{"/":1,"\/":2}"#, 7),
            (#"{"credentialSubject":1,"a":2,"credentialSubject":3}"#, 29),
            (#"[{"x":{"z":1,"y":1,"z":1}}]"#, 19),
        ])
    func duplicates(text: String, offset: Int) {
        #expect(Reading(text) == .refused("json.duplicate-key", at: offset), "\(text)")
    }

    @Test("names that only look or start alike are different")
    func lookalikes() {
        #expect(
            Reading("{\"\u{E9}\":1,\"e\u{301}\":2}") == .canonical("{\"e\u{301}\":2,\"\u{E9}\":1}"))
        #expect(Reading(#"{"a":{"a":1},"A":1}"#) == .canonical(#"{"A":1,"a":{"a":1}}"#))
        #expect(Reading(#"{"a\u0000":1,"a":2}"#) == .canonical(#"{"a":2,"a\u0000":1}"#))
        #expect(
            Reading(#"{"credentialSubject":1,"credentialStatus":2,"credential":3}"#)
                == .canonical(#"{"credential":3,"credentialStatus":2,"credentialSubject":1}"#))
    }

    @Test("the description names the fault and its place; every reason has a code of its own")
    func words() {
        let error = JSONError(offset: 41, reason: .duplicateKey)
        #expect(error.description == "duplicate key at byte 41")
        #expect("\(JSONError(offset: 0, reason: .invalidUTF8))" == "invalid UTF-8 at byte 0")
        #expect(
            "\(JSONError(offset: 7, reason: .numberOutsideIJSON))"
                == "number outside I-JSON at byte 7")
        let codes = JSONError.Reason.allCases.map(\.code)
        #expect(Set(codes).count == codes.count)
        #expect(codes.allSatisfy { $0.hasPrefix("json.") })
    }
}
