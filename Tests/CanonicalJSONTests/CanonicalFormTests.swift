import CanonicalJSON
import Testing

@Suite("the canonical form") struct CanonicalFormTests {
    @Test("white space goes, everything else stays in its order")
    func whiteSpace() throws {
        #expect(try canonical(" [ 1 ,\r\n\t{ } , [ ] , \"a b\" ] ") == #"[1,{},[],"a b"]"#)
        #expect(
            try canonical("{\"a\" : {\"b\" :\n[ null,true , false]} }")
                == #"{"a":{"b":[null,true,false]}}"#)
        for scalar in ["null", "true", "false", "0", #""""#, "[]", "{}"] {
            #expect(try canonical(" \(scalar)\n") == scalar)
        }
    }

    @Test("members are in the order of their UTF-16 code units")
    func order() throws {
        // RFC 8785 §3.2.3, its own example.
        let text = #"""
            {"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh",
            "1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control",
            "\u00f6":"Latin Small Letter O With Diaeresis"}
            """#
        let expected =
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u{80}\":\"Control\","
            + "\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\","
            + "\"😀\":\"Emoji: Grinning Face\",\"\u{FB33}\":\"Hebrew Letter Dalet With Dagesh\"}"
        #expect(try canonical(text) == expected)
        #expect(
            try canonical(#"{"b":1,"":2,"aa":3,"a":4,"B":5}"#)
                == #"{"":2,"B":5,"a":4,"aa":3,"b":1}"#)
        #expect(
            try canonical(#"{"10":1,"9":2,"1":3,"a2":4,"a10":5}"#)
                == #"{"1":3,"10":1,"9":2,"a10":5,"a2":4}"#)
        // Only the tenth byte differs; and one name begins another.
        #expect(
            try canonical(#"{"123456789b":1,"123456789a":2,"12345678":3,"123456789":4}"#)
                == #"{"12345678":3,"123456789":4,"123456789a":2,"123456789b":1}"#)
    }

    @Test("every pair of code points sorts as its UTF-16 does, at every place in a name")
    func orderOfScalars() throws {
        let scalars: [UInt32] = [
            0x00, 0x1F, 0x20, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xEFFF, 0xF000, 0xFDFF,
            0xFFFD, 0xFFFF, 0x10000, 0x1F602, 0x10FFFF,
        ]
        let names = scalars.compactMap { Unicode.Scalar($0).map { String(Character($0)) } }
        for prefix in ["", "1234567", "123456789", "ä", "😂😂"] {
            for left in names {
                for right in names where Array(left.utf8) != Array(right.utf8) {
                    let value = JSONValue.object([
                        JSONMember(prefix + left, 1), JSONMember(prefix + right, 1),
                    ])
                    let isBefore = left.utf16.lexicographicallyPrecedes(right.utf16)
                    let first = prefix + (isBefore ? left : right)
                    let text = Array(value.prettyText().utf8)
                    let document = try JSONDocument(parsing: text)
                    let sorted = try JSONDocument(parsing: document.canonicalBytes())
                    #expect(sorted.root.members.first?.isNamed(first) == true)
                    #expect(document.canonicalBytes() == value.canonicalBytes())
                }
            }
        }
    }

    @Test("a string keeps all characters but quote, backslash and the controls as they are")
    func strings() throws {
        #expect(try canonical(#""\/\u002f\u0041\u00e9\u20AC\uD83D\uDE02""#) == "\"//Aé€😂\"")
        #expect(try canonical(#""\u0008\u0009\u000a\u000c\u000D""#) == #""\b\t\n\f\r""#)
        #expect(try canonical(#""\u0000\u000B\u001F\u001f""#) == #""\u0000\u000b\u001f\u001f""#)
        #expect(try canonical(#""\u0022\u005c\"\\""#) == #""\"\\\"\\""#)
        #expect(
            try canonical("\"\u{7F}\u{80}\u{2028}\u{FFFF}\"") == "\"\u{7F}\u{80}\u{2028}\u{FFFF}\"")
        #expect(
            try canonical(#""\u007f\u2028\uffff</script>""#)
                == "\"\u{7F}\u{2028}\u{FFFF}</script>\"")
        #expect(try canonical("\"e\u{301}\"").utf8.elementsEqual("\"e\u{301}\"".utf8))
    }

    @Test("each control character has one spelling, at each place in a word of eight")
    func controls() throws {
        for code in UInt8(0)..<0x20 {
            for length in 0..<20 {
                let before = String(repeating: "x", count: length)
                let value = JSONValue.string(before + String(UnicodeScalar(code)) + "yz")
                let bytes = value.canonicalBytes()
                let document = try JSONDocument(parsing: bytes)
                #expect(document.root.value == value)
                #expect(document.canonicalBytes() == bytes)
                let raw = Array("\"\(before)".utf8) + [code] + Array("yz\"".utf8)
                #expect(Reading(raw) == .refused("json.control-character", at: 1 + length))
            }
        }
    }

    @Test("text that is canonical is known to be, and any change to its bytes shows")
    func isCanonical() throws {
        for text in [
            "1", "-1.5", #""""#, #""a\n\"é""#, #""\u0000\u001f""#, "[]", "{}",
            #"{"a":1,"b":[{"":null}]}"#, "1e+21",
            "100000000000000000000", "0.000001", "-1.5e-7",
        ] {
            #expect(try JSONDocument(parsing: Array(text.utf8)).isCanonical, "\(text)")
        }
        for text in [
            " 1", "1 ", "1.0", "-0", "1E3", "[1 ]", "[ ]", #""\/""#, #""\u0041""#, #""\u000A""#,
            #"{"b":1,"a":2}"#, #"[{"b":1,"a":2}]"#, #"{"a": 1}"#, #"{"\u0061":1}"#, "[1,-0]",
            #""\u001F""#, #""\u007f""#, #""\u0008""#, "{\n}",
        ] {
            #expect(try !JSONDocument(parsing: Array(text.utf8)).isCanonical, "\(text)")
        }
    }

    @Test("members of the object itself can be left out, not those inside it")
    func omitting() throws {
        for text in [
            #"{"proof":{"proof":1},"a":{"proof":2},"b":[{"proof":3}]}"#,
            #"{"a":{"proof":2},"b":[{"proof":3}],"proof":{"proof":1}}"#,
            #"{ "b":[{"proof":3}],  "pr\u006fof":{"proof":1}, "a":{"proof":2}}"#,
        ] {
            let root = try json(text)
            let bytes = root.canonicalBytes(omitting: ["proof"])
            #expect(bytes == Array(#"{"a":{"proof":2},"b":[{"proof":3}]}"#.utf8))
            #expect(
                root.canonicalBytes(omitting: ["b", "proof", "none"])
                    == Array(#"{"a":{"proof":2}}"#.utf8))
            #expect(root.canonicalBytes(omitting: ["a", "b", "proof"]) == Array("{}".utf8))
            #expect(
                root["a"]?.canonicalBytes(omitting: ["proof"]) == Array("{}".utf8))
            #expect(
                root["b"]?.canonicalBytes(omitting: ["proof"]) == Array(#"[{"proof":3}]"#.utf8))
        }
        #expect(
            try json("{\"e\u{301}\":1,\"\u{E9}\":2}").canonicalBytes(omitting: ["\u{E9}"])
                == Array("{\"e\u{301}\":1}".utf8))
    }

    @Test("what is appended follows what is there")
    func appending() throws {
        var bytes = Array("testamur\n".utf8)
        try json(#"{"b":1, "a":[1e21, 1e20]}"#).appendCanonical(to: &bytes)
        try json("[ ]").appendCanonical(to: &bytes)
        try json(#"{"b":1, "a":2}"#).appendCanonical(to: &bytes, omitting: ["a"])
        let expected = "testamur\n{\"a\":[1e+21,100000000000000000000],\"b\":1}[]{\"b\":1}"
        #expect(bytes == Array(expected.utf8))
    }

    @Test("a text of numbers that all grow has room for them")
    func growth() throws {
        let numbers = Array(repeating: "1e20", count: 1_000).joined(separator: ",")
        let expected = Array(repeating: "100000000000000000000", count: 1_000)
        #expect(try canonical("[\(numbers)]") == "[" + expected.joined(separator: ",") + "]")
    }
}
