import CanonicalJSON
import Testing

@Suite("reading values out of a document") struct CursorTests {
    @Test("each kind gives its value and nothing for the other kinds")
    func kinds() throws {
        let root = try json(#"[null, true, false, 1.5, "a\u00e9\n", [1], {"a":1}]"#)
        let kinds: [JSON.Kind] = [.null, .boolean, .boolean, .number, .string, .array, .object]
        #expect(root.elements.map(\.kind) == kinds)
        #expect(root.elements.map(\.boolean) == [nil, true, false, nil, nil, nil, nil])
        #expect(root.elements.map(\.double) == [nil, nil, nil, 1.5, nil, nil, nil])
        #expect(
            root.elements.map { $0.utf8 == nil } == [true, true, true, true, false, true, true])
        #expect(root.elements[4].utf8 == Array("a\u{E9}\n".utf8)[...])
        #expect(root.elements[4].string.map { Array($0.utf8) } == Array("a\u{E9}\n".utf8))
        #expect(root.elements.map(\.elements.count) == [0, 0, 0, 0, 0, 1, 0])
        #expect(root.elements.map(\.members.count) == [0, 0, 0, 0, 0, 0, 1])
        #expect(root.elements.map(\.count) == [0, 0, 0, 0, 0, 1, 1])
    }

    @Test("a member is found by the bytes of its name, however they are written")
    func members() throws {
        let root = try json(
            #"{"a":1,"credentialSubject":2,"credentialStatus":3,"\u0062":4,"":5,"#
                + "\"e\u{301}\":6}"
        )
        #expect(root["a"]?.integer == 1)
        #expect(root["credentialSubject"]?.integer == 2)
        #expect(root["credentialStatus"]?.integer == 3)
        #expect(root["credential"] == nil)
        #expect(root["credentialSchema"] == nil)
        #expect(root["b"]?.integer == 4)
        #expect(root["\\u0062"] == nil)
        #expect(root[""]?.integer == 5)
        #expect(root["e\u{301}"]?.integer == 6)
        #expect(root["\u{E9}"] == nil)
        #expect(root["A"] == nil)
        #expect(root["a\u{0}"] == nil)
        #expect(try json("[1]")["a"] == nil)
        #expect(try json("\"a\"")["a"] == nil)
    }

    @Test("names of every length are found and in order, also where one begins the other")
    func lengths() throws {
        for length in 0...20 {
            let short = String("abcdefghijklmnopqrst".prefix(length))
            for end in ["!", "\u{0}", "\u{1F}", "\u{80}", "😂"] {
                let value: JSONValue = .object([JSONMember(short + end, 2), JSONMember(short, 1)])
                for text in [Array(value.prettyText().utf8), value.canonicalBytes()] {
                    let document = try JSONDocument(parsing: text)
                    #expect(document.root[short]?.integer == 1)
                    #expect(document.root[short + end]?.integer == 2)
                    #expect(document.root[short + "x"] == nil)
                    #expect(document.canonicalBytes() == value.canonicalBytes())
                }
                let text = String(decoding: value.canonicalBytes(), as: UTF8.self)
                #expect(text.utf8.starts(with: "{\"\(short)\":1".utf8))
            }
        }
    }

    @Test("members come in the order of the text, names unescaped")
    func order() throws {
        let members = try json(#"{"b":[1,{"x":0}],"\u0061":{"y":2},"c":3}"#).members
        #expect(members.map(\.name) == ["b", "a", "c"])
        #expect(members.map(\.nameUTF8) == [[0x62], [0x61], [0x63]])
        #expect(members.map(\.value.kind) == [.array, .object, .number])
        #expect(members[1].isNamed("a"))
        #expect(!members[1].isNamed("\\u0061"))
        #expect(members[2].value.integer == 3)
        #expect(try json(#"{"b":[1,{"x":0}],"a":[]}"#).count == 2)
        #expect(try json("[[1,2],{},[3,[4]]]").count == 3)
        #expect(try json("[ ]").count == 0)
    }

    @Test("a string equals a text of the same bytes only")
    func equality() throws {
        #expect(try json("\"\u{E9}\"").equals("\u{E9}"))
        #expect(try json(#""\u00e9""#).equals("\u{E9}"))
        #expect(try !json("\"e\u{301}\"").equals("\u{E9}"))
        #expect(try !json("\"\u{E9}\"").equals("e\u{301}"))
        #expect(try json(#""""#).equals(""))
        #expect(try !json(#""abc""#).equals("ab"))
        #expect(try !json(#""ab""#).equals("abc"))
        #expect(try json(#""0123456789abcdef0""#).equals("0123456789abcdef0"))
        #expect(try !json(#""0123456789abcdef0""#).equals("0123456789abcdef1"))
        #expect(try !json(#""0123456789abcdef0""#).equals("1123456789abcdef0"))
        #expect(try !json("1").equals("1"))
        #expect(try !json("null").equals("null"))
    }

    @Test("a cursor outlives its document")
    func lifetime() throws {
        func inner() throws -> JSON? { try json(#"{"a":{"b":["c"]}}"#)["a"]?["b"] }
        #expect(try inner()?.elements.first?.equals("c") == true)
    }

    @Test("a value says where it stands, as a JSON pointer, and what its text is")
    func pointers() throws {
        let text = #"{"a":[1,{"b/c":{"~":[[],"x"]}},{}],"d": {"e":null}}"#
        let root = try JSONDocument(parsing: Array(text.utf8)).root
        func check(_ value: JSON, _ pointer: String) throws {
            #expect(value.pointer == pointer)
            #expect(
                try JSONDocument(parsing: Array(value.text)).canonicalBytes()
                    == value.canonicalBytes())
            for (index, element) in value.elements.enumerated() {
                try check(element, "\(pointer)/\(index)")
            }
            for member in value.members {
                let step = member.name.replacing("~", with: "~0").replacing("/", with: "~1")
                try check(member.value, "\(pointer)/\(step)")
            }
        }
        try check(root, "")
        #expect(root["a"]?.elements[1]["b/c"]?["~"]?.elements[1].pointer == "/a/1/b~1c/~0/1")
    }
}
