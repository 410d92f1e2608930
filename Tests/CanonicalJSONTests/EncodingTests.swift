import CanonicalJSON
import Testing

@Suite("UTF-8") struct EncodingTests {
    /// Whether a text of these bytes between quotes is read; none of them is special in JSON.
    private func isRead(_ bytes: [UInt8]) -> Bool {
        (try? JSONDocument(parsing: [0x22] + bytes + [0x22])) != nil
    }

    @Test("of all sequences of up to three bytes, just the valid ones are read")
    func shortSequences() {
        for first in UInt8(0x80)...0xFF {
            #expect(!isRead([first]))
            for second in UInt8(0x7F)...0xFF {
                let isPair = String(validating: [first, second], as: UTF8.self) != nil
                if isRead([first, second]) != isPair { Issue.record("\(first) \(second)") }
                // Third bytes from each side of each border.
                for third in [0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF] as [UInt8]
                {
                    let bytes = [first, second, third]
                    let isValid = String(validating: bytes, as: UTF8.self) != nil
                    if isRead(bytes) != isValid { Issue.record("\(bytes)") }
                }
            }
        }
    }

    @Test("four bytes are read when and only when they are a code point from U+10000 on")
    func longSequences() {
        let borders: [UInt8] = [0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF]
        for first in UInt8(0xE0)...0xFF {
            for second in borders {
                for third in borders {
                    for fourth in borders {
                        let bytes = [first, second, third, fourth]
                        let isValid = String(validating: bytes, as: UTF8.self) != nil
                        if isRead(bytes) != isValid { Issue.record("\(bytes)") }
                    }
                }
            }
        }
    }

    @Test("every code point is read and written as itself, raw or escaped")
    func scalars() throws {
        var all: [UInt32] = Array(0x20..<0x3000)
        all += stride(from: 0x3000, to: 0x10FFFF, by: 97)
        all += [0xD7FF, 0xE000, 0xFFFE, 0xFFFF, 0x10000, 0x10FFFF]
        for code in all where code != 0x22 && code != 0x5C {
            guard let scalar = Unicode.Scalar(code) else { continue }
            let raw = [0x22] + Array(String(Character(scalar)).utf8) + [0x22]
            let escapes = Character(scalar).utf16.map { unit in
                let digits = String(unit, radix: 16)
                return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
            let escaped = [0x22] + Array(escapes.joined().utf8) + [0x22]
            let document = try JSONDocument(parsing: escaped)
            if document.canonicalBytes() != raw { Issue.record("\(scalar.value)") }
            if try JSONDocument(parsing: raw).canonicalBytes() != raw {
                Issue.record("\(scalar.value)")
            }
        }
    }
}
