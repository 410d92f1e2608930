import CanonicalJSON
import Testing

@Suite("building values") struct ValueTests {
    @Test("literals make values, written in canonical form")
    func literals() {
        let value: JSONValue = [
            "b": [1, true, false, "x\n", .null, .number(1.5), .number(-0.0)],
            "a": ["d": [:], "c": []],
        ]
        let text = #"{"a":{"c":[],"d":{}},"b":[1,true,false,"x\n",null,1.5,0]}"#
        #expect(value.canonicalBytes() == Array(text.utf8))
    }

    @Test("members are read, replaced in place, added at the end and removed by name")
    func members() {
        var value: JSONValue = ["b": 1, "a": 2]
        #expect(value["a"] == 2)
        #expect(value["c"] == nil)
        value["b"] = "new"
        value["c"] = [3]
        #expect(
            value.prettyText() == "{\n  \"b\": \"new\",\n  \"a\": 2,\n  \"c\": [\n    3\n  ]\n}\n")
        value["a"] = nil
        value["none"] = nil
        #expect(value == ["b": "new", "c": [3]])
        #expect(value.removing(name: "b") == ["c": [3]])
        #expect(value.removing(name: "x") == value)
        #expect(JSONValue.array([1]).removing(name: "b") == [1])
        #expect(JSONValue.string("b")["b"] == nil)
    }

    @Test("names are compared as bytes")
    func names() {
        var value: JSONValue = ["e\u{301}": 1]
        #expect(value["\u{E9}"] == nil)
        value["\u{E9}"] = 2
        #expect(value.canonicalBytes() == Array("{\"e\u{301}\":1,\"\u{E9}\":2}".utf8))
        #expect(value.removing(name: "\u{E9}") == ["e\u{301}": 1])
    }

    @Test("values are equal when their canonical forms are")
    func equality() {
        #expect(JSONValue.integer(1) == .number(1))
        #expect(JSONValue.number(0) == .number(-0.0))
        #expect(JSONValue.integer(1) != .number(1.5))
        #expect(JSONValue.number(.nan) != .number(.nan))
        #expect(JSONValue.number(.infinity) != .number(.infinity))
        #expect(JSONValue.string("\u{E9}") != .string("e\u{301}"))
        #expect(JSONValue.object([JSONMember("\u{E9}", 1)]) != ["e\u{301}": 1])
        #expect(["a": 1, "b": 2] as JSONValue == ["b": 2, "a": 1])
        #expect(["a": 1, "b": 2] as JSONValue != ["a": 1])
        #expect(["a": 1] as JSONValue != ["a": 1, "b": 2])
        #expect(["a": 1] as JSONValue != ["a": 2])
        #expect([1, 2] as JSONValue != [2, 1])
        #expect([] as JSONValue != [:])
        #expect(JSONValue.null != false)
        #expect(JSONValue.string("1") != 1)
    }

    @Test("text for people keeps the order and the script, and reads back the same")
    func prettyText() throws {
        let value: JSONValue = ["名": "张三\t\u{1F}", "e": [:], "l": [[], [1, ["k": .null]]]]
        let text = value.prettyText()
        #expect(
            text == """
                {
                  "名": "张三\\t\\u001f",
                  "e": {},
                  "l": [
                    [],
                    [
                      1,
                      {
                        "k": null
                      }
                    ]
                  ]
                }

                """)
        #expect(try json(text).value == value)
        #expect(JSONValue.null.prettyText() == "null\n")
    }

    @Test("a value copied out of a document keeps the order of its members")
    func copying() throws {
        let text = #"{"b":[1,-0,1.5,1e300,"\u00e9"],"a":{"z":true,"y":null}}"#
        let value = try json(text).value
        guard case .object(let members) = value else {
            Issue.record("no object")
            return
        }
        #expect(members.map(\.name) == ["b", "a"])
        #expect(value.canonicalBytes() == Array(try canonical(text).utf8))
    }

    @Test("what has no canonical form stops the program rather than being written")
    func bugs() async {
        await #expect(processExitsWith: .failure) {
            _ = JSONValue.number(.nan).canonicalBytes()
        }
        await #expect(processExitsWith: .failure) {
            _ = JSONValue.number(-.infinity).canonicalBytes()
        }
        await #expect(processExitsWith: .failure) {
            _ = JSONValue.integer(9_007_199_254_740_992).canonicalBytes()
        }
        await #expect(processExitsWith: .failure) {
            _ = JSONValue.object([JSONMember("a", 1), JSONMember("a", 2)]).canonicalBytes()
        }
        #expect(
            JSONValue.integer(-9_007_199_254_740_991).canonicalBytes()
                == Array("-9007199254740991".utf8))
    }
}
