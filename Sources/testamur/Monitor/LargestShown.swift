import TransparencyLog

/// The largest tree that the places watched together have shown of each ledger: each of them is
/// compared with it, and so with all others.
actor LargestShown {
    /// What a place showed.
    struct Shown: Sendable {
        let place: LedgerPlace
        let checkpoint: VerifiedCheckpoint
    }

    private var largest: [String: Shown] = [:]

    /// The largest that was shown under a name.
    func of(_ name: String) -> Shown? { largest[name] }

    /// Puts another in its place, unless somebody else did.
    func replace(_ old: Shown?, with new: Shown, of name: String) -> Bool {
        let now = largest[name]
        guard now?.checkpoint == old?.checkpoint, now?.place.text == old?.place.text else {
            return false
        }
        largest[name] = new
        return true
    }
}
