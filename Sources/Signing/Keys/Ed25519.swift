/// The acceptance rules of Ed25519 that libcrypto does not check, on bytes.
enum Ed25519 {
    static let publicKeyByteCount = 32
    static let seedByteCount = 32
    static let signatureByteCount = 64

    /// The group's order, `2^252 + 27742317777372353535851937790883648493`.
    private static let order = Words(
        0x5812_631A_5CF5_D3ED, 0x14DE_F9DE_A2F7_9CD6, 0, 0x1000_0000_0000_0000)
    /// The field's prime, `2^255 - 19`.
    private static let prime = Words(
        0xFFFF_FFFF_FFFF_FFED, .max, .max, 0x7FFF_FFFF_FFFF_FFFF)

    /// The `y` coordinates below `p` of the points whose order divides eight.
    private static let smallOrderYs = [
        Words(0, 0, 0, 0),
        Words(1, 0, 0, 0),
        Words(0xFFFF_FFFF_FFFF_FFEC, .max, .max, 0x7FFF_FFFF_FFFF_FFFF),
        Words(
            0x4FD8_4D3D_706A_17C7, 0x0F67_100D_760B_3CBA, 0xC6CC_392C_FA53_202A,
            0x7A03_AC92_77FD_C74E),
        Words(
            0xB027_B2C2_8F95_E826, 0xF098_EFF2_89F4_C345, 0x3933_C6D3_05AC_DFD5,
            0x05FC_536D_8802_38B1),
    ]

    static func checkPublicKey(_ bytes: [UInt8]) throws(SigningError) {
        guard bytes.count == publicKeyByteCount else {
            throw .keyLength(.ed25519, bytes: bytes.count)
        }
        let y = Words(littleEndian: bytes.span).clearingSign
        // Also the non-canonical spellings of the small-order points, so that the reason names
        // the danger.
        guard !isSmallOrder(y), y != prime, y != prime.successor else { throw .keySmallOrder }
        guard y < prime else { throw .keyNotCanonical(.ed25519) }
        guard FieldElement(y.limbs).isCoordinateOfAPoint else { throw .keyNotOnCurve(.ed25519) }
    }

    /// Whether the signature has the length, the `S` and the `R` that may be accepted at all.
    static func isAcceptable(signature: [UInt8]) -> Bool {
        guard signature.count == signatureByteCount else { return false }
        let r = Words(littleEndian: signature.span.extracting(first: 32)).clearingSign
        let s = Words(littleEndian: signature.span.extracting(last: 32))
        return s < order && r < prime && !isSmallOrder(r)
    }

    private static func isSmallOrder(_ y: Words) -> Bool {
        smallOrderYs.contains(y)
    }

    /// A 256-bit number.
    private struct Words: Equatable {
        /// Least significant first.
        let limbs: SIMD4<UInt64>

        init(_ first: UInt64, _ second: UInt64, _ third: UInt64, _ fourth: UInt64) {
            limbs = SIMD4(first, second, third, fourth)
        }

        init(littleEndian bytes: Span<UInt8>) {
            precondition(bytes.count == 32, "A 256-bit number has 32 bytes.")
            var limbs = SIMD4<UInt64>()
            for lane in 0..<4 {
                var limb: UInt64 = 0
                for place in 0..<8 {
                    limb |= UInt64(bytes[8 * lane + place]) << UInt64(8 * place)
                }
                limbs[lane] = limb
            }
            self.limbs = limbs
        }

        /// The number without its top bit, which in an encoded point is the sign of `x`.
        var clearingSign: Words {
            Words(limbs[0], limbs[1], limbs[2], limbs[3] & 0x7FFF_FFFF_FFFF_FFFF)
        }

        var successor: Words { Words(limbs[0] + 1, limbs[1], limbs[2], limbs[3]) }

        static func < (left: Words, right: Words) -> Bool {
            for lane in [3, 2, 1, 0] where left.limbs[lane] != right.limbs[lane] {
                return left.limbs[lane] < right.limbs[lane]
            }
            return false
        }
    }
}
