/// An element of the field of `2^255 - 19` elements, for the one question whether an encoded
/// Ed25519 key is a point of the curve.
///
/// Public keys only: nothing here takes care to run in constant time.
struct FieldElement {
    /// Five limbs of 51 bits, least significant first, each below `2^52`.
    private var limbs: InlineArray<5, UInt64>

    private static let mask: UInt64 = (1 << 51) - 1
    private static let one = FieldElement(SIMD4(1, 0, 0, 0))
    /// The curve's constant `-121665/121666`.
    private static let d = FieldElement(
        SIMD4(
            0x75EB_4DCA_1359_78A3, 0x0070_0A4D_4141_D8AB, 0x8CC7_4079_7779_E898,
            0x5203_6CEE_2B6F_FE73))

    /// Makes an element of a number below `2^255`, least significant word first.
    init(_ words: SIMD4<UInt64>) {
        limbs = [
            words[0] & Self.mask,
            (words[0] >> 51 | words[1] << 13) & Self.mask,
            (words[1] >> 38 | words[2] << 26) & Self.mask,
            (words[2] >> 25 | words[3] << 39) & Self.mask,
            words[3] >> 12 & Self.mask,
        ]
    }

    private init(limbs: InlineArray<5, UInt64>) {
        self.limbs = limbs
    }

    /// Whether a point of the curve `-x² + y² = 1 + d·x²·y²` has this `y`.
    ///
    /// Then `x² = (y² - 1) / (d·y² + 1)`, where the divisor is never zero; a quotient is a square
    /// exactly when the product is, and a non-zero element is a square exactly when its power
    /// `(p - 1) / 2` is one.
    var isCoordinateOfAPoint: Bool {
        let square = self * self
        let product = (square - Self.one) * (Self.d * square + Self.one)
        return product.isZero || (product.raisedToHalfOfGroup - Self.one).isZero
    }

    /// The power `(p - 1) / 2`, which is `2^254 - 10 = 16 · (2^250 - 1) + 6`.
    private var raisedToHalfOfGroup: FieldElement {
        // powerN is the power 2^N - 1.
        let power2 = squared(times: 1) * self
        let power4 = power2.squared(times: 2) * power2
        let power5 = power4.squared(times: 1) * self
        let power10 = power5.squared(times: 5) * power5
        let power20 = power10.squared(times: 10) * power10
        let power40 = power20.squared(times: 20) * power20
        let power50 = power40.squared(times: 10) * power10
        let power100 = power50.squared(times: 50) * power50
        let power200 = power100.squared(times: 100) * power100
        let power250 = power200.squared(times: 50) * power50
        let sixth = power2.squared(times: 1)
        return power250.squared(times: 4) * sixth
    }

    private func squared(times count: Int) -> FieldElement {
        var result = self
        for _ in 0..<count { result = result * result }
        return result
    }

    private var isZero: Bool {
        var carry: UInt64 = 0
        var low = limbs
        // Twice, because folding the top back in may carry through all limbs once more.
        for _ in 0..<2 {
            for position in 0..<5 {
                let sum = low[position] + carry
                low[position] = sum & Self.mask
                carry = sum >> 51
            }
            carry *= 19
        }
        low[0] += carry
        let isNothing = (0..<5).allSatisfy { low[$0] == 0 }
        let isPrime = low[0] == Self.mask - 18 && (1..<5).allSatisfy { low[$0] == Self.mask }
        return isNothing || isPrime
    }

    static func + (left: FieldElement, right: FieldElement) -> FieldElement {
        var sum = left.limbs
        for position in 0..<5 { sum[position] &+= right.limbs[position] }
        return FieldElement(limbs: carried(sum))
    }

    static func - (left: FieldElement, right: FieldElement) -> FieldElement {
        // Four times the prime keeps every limb positive.
        var difference = left.limbs
        for position in 0..<5 {
            let added = (position == 0 ? mask - 18 : mask) * 4
            difference[position] = difference[position] + added - right.limbs[position]
        }
        return FieldElement(limbs: carried(difference))
    }

    static func * (left: FieldElement, right: FieldElement) -> FieldElement {
        let (a, b) = (left.limbs, right.limbs)
        // 2^255 is 19, so what runs over the top comes back nineteenfold. With limbs below 2^52
        // a column stays below 2^111 and the last carry below 2^60: nothing wraps.
        let b1 = b[1] &* 19
        let b2 = b[2] &* 19
        let b3 = b[3] &* 19
        let b4 = b[4] &* 19
        let columns: InlineArray<5, UInt128> = [
            wide(a[0], b[0]) &+ wide(a[1], b4) &+ wide(a[2], b3) &+ wide(a[3], b2)
                &+ wide(a[4], b1),
            wide(a[0], b[1]) &+ wide(a[1], b[0]) &+ wide(a[2], b4) &+ wide(a[3], b3)
                &+ wide(a[4], b2),
            wide(a[0], b[2]) &+ wide(a[1], b[1]) &+ wide(a[2], b[0]) &+ wide(a[3], b4)
                &+ wide(a[4], b3),
            wide(a[0], b[3]) &+ wide(a[1], b[2]) &+ wide(a[2], b[1]) &+ wide(a[3], b[0])
                &+ wide(a[4], b4),
            wide(a[0], b[4]) &+ wide(a[1], b[3]) &+ wide(a[2], b[2]) &+ wide(a[3], b[1])
                &+ wide(a[4], b[0]),
        ]
        var product = InlineArray<5, UInt64>(repeating: 0)
        var carry: UInt128 = 0
        for position in 0..<5 {
            let sum = columns[position] &+ carry
            product[position] = UInt64(truncatingIfNeeded: sum) & mask
            carry = sum &>> 51
        }
        product[0] &+= UInt64(truncatingIfNeeded: carry) &* 19
        return FieldElement(limbs: carried(product))
    }

    private static func wide(_ left: UInt64, _ right: UInt64) -> UInt128 {
        UInt128(left) &* UInt128(right)
    }

    /// Carries once round, which leaves every limb below `2^51` plus a few bits.
    private static func carried(_ limbs: InlineArray<5, UInt64>) -> InlineArray<5, UInt64> {
        var result = limbs
        var carry: UInt64 = 0
        for position in 0..<5 {
            let sum = result[position] &+ carry
            result[position] = sum & mask
            carry = sum &>> 51
        }
        result[0] &+= carry &* 19
        return result
    }
}
