import CanonicalJSON
import Testing

@Suite("first facts") struct FirstFacts {
    @Test("members are sorted by UTF-16 code units") func order() throws {
        let document = try JSONDocument(
            parsing: Array("{\"b\": 1E30, \"a\": [true, \"\\u000F\\/\"]}".utf8))
        #expect(
            String(decoding: document.canonicalBytes(), as: UTF8.self)
                == #"{"a":[true,"\u000f/"],"b":1e+30}"#)
    }
}
