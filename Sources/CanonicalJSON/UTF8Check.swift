extension Span<UInt8> {
    /// The first index at which no valid UTF-8 begins, or the count.
    ///
    /// Spec: The Unicode Standard, table 3-7: no overlong forms, no surrogates, nothing above
    /// U+10FFFF.
    func endOfUTF8() -> Int {
        var index = 0
        while index < count {
            while index <= count &- 8, word(at: index) & Word.each(0x80) == 0 { index &+= 8 }
            while index < count, self[index] < 0x80 { index &+= 1 }
            while index < count, self[index] >= 0x80 {
                let length = lengthOfScalar(at: index)
                if length == 0 { return index }
                index &+= length
            }
        }
        return index
    }

    /// The length of the valid form of two to four bytes at `index`, or 0.
    @inline(__always)
    private func lengthOfScalar(at index: Int) -> Int {
        let lead = self[index]
        let left = count &- index
        if lead < 0xE0 {
            return lead >= 0xC2 && left > 1 && isContinuation(index &+ 1) ? 2 : 0
        }
        guard left > 2, isContinuation(index &+ 1), isContinuation(index &+ 2) else { return 0 }
        let second = self[index &+ 1]
        if lead < 0xF0 {
            // E0 80..9F would be overlong, ED A0..BF a surrogate.
            return lead == 0xE0 && second < 0xA0 || lead == 0xED && second > 0x9F ? 0 : 3
        }
        guard left > 3, isContinuation(index &+ 3) else { return 0 }
        // F0 80..8F would be overlong, F4 90..BF and F5 above U+10FFFF.
        return lead > 0xF4 || lead == 0xF0 && second < 0x90 || lead == 0xF4 && second > 0x8F ? 0 : 4
    }

    @inline(__always)
    private func isContinuation(_ index: Int) -> Bool {
        self[index] & 0xC0 == 0x80
    }
}
