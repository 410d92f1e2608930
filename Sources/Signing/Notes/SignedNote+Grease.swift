extension SignedNote {
    /// The note with a few lines by keys that do not exist, and all its lines in a random order:
    /// what every reader must take like the note itself.
    ///
    /// A note that is full is only reordered.
    public func greased(by random: inout some RandomNumberGenerator) -> SignedNote {
        let room = SignedNote.signaturesMax - signatures.count
        var lines = signatures
        for _ in 0..<min(room, Int.random(in: 1...3, using: &random)) {
            lines.append(SignedNote.fakeLine(beside: signatures, by: &random))
        }
        lines.shuffle(using: &random)
        return (try? SignedNote(text: text, signatures: lines)) ?? self
    }

    /// A line by a key that nobody has, perhaps under the name of one that somebody has.
    private static func fakeLine(
        beside known: [NoteSignature], by random: inout some RandomNumberGenerator
    ) -> NoteSignature {
        let digits = String(UInt32.random(in: 0...UInt32.max, using: &random), radix: 16)
        let taken = known.map(\.keyID)
        var keyID = UInt32.random(in: 0...UInt32.max, using: &random)
        while taken.contains(keyID) { keyID &+= 1 }
        var name = KeyName("grease-\(digits).example")
        if Bool.random(using: &random) { name = known.randomElement(using: &random)?.name }
        guard let name else { preconditionFailure("a name of letters and digits is a name") }
        let count = Int.random(in: 1...300, using: &random)
        let payload = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
        return NoteSignature(name: name, keyID: keyID, payload: payload)
    }
}
