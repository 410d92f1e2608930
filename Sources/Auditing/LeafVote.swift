import Signing
import TransparencyLog

/// Decides which leaf hash stands where a record's bytes, its tile and its successor disagree.
///
/// Three places state the hash of a record: the record's own bytes, the served tile, and what the
/// next record calls `previous`. Two of them outvote the third, so that one damaged object is
/// named as itself and everything after it is judged by what was there.
struct LeafVote {
    /// The leaf before the bundle; `nil` for the first bundle.
    let before: Digest?
    /// What the record after the bundle calls `previous`, if it could be read.
    let after: Digest?
    /// Whether the ledger ends with this bundle.
    let isLast: Bool

    /// Settles the leaves and marks of a bundle, and notes the faults that follow.
    ///
    /// - Parameter agrees: whether leaves for the bundle lead to the checkpoint's root; asked of
    ///   the last record, which has no successor.
    func settle(_ bundle: inout CheckedBundle, agrees: ([Digest]) -> Bool) {
        let boundaryHolds =
            (before == nil || bundle.firstPrevious == before)
            && (after == nil || after == bundle.leaves.last)
        if bundle.isConsistent, boundaryHolds { return }
        let computed = bundle
        var wrongHashes: [Int] = []
        for place in bundle.leaves.indices where bundle.marks[place] != .unread {
            guard let stated = computed.statedHash(at: place), stated != computed.leaves[place]
            else { continue }
            switch winner(at: place, of: computed, stated: stated, agrees: agrees) {
            case .bytes: wrongHashes.append(place)
            case .tile:
                bundle.leaves[place] = stated
                alter(place, of: &bundle, computed: computed.leaves[place], stated: stated)
            }
        }
        noteHashes(wrongHashes, of: &bundle, computed: computed)
        checkLinks(of: &bundle, computed: computed)
        if bundle.leaves != computed.leaves, bundle.tile.isFull {
            bundle.root = BundleChecker.root(over: bundle.leaves)
        }
    }

    private enum Winner { case bytes, tile }

    private func winner(
        at place: Int, of bundle: CheckedBundle, stated: Digest, agrees: ([Digest]) -> Bool
    ) -> Winner {
        let isEnd = place + 1 == bundle.leaves.count
        let next = isEnd ? after : bundle.previous(at: place + 1)
        if next == stated { return .tile }
        if next == bundle.leaves[place] { return .bytes }
        if isEnd, isLast {
            var leaves = bundle.leaves
            leaves[place] = stated
            if agrees(leaves) { return .tile }
            if agrees(bundle.leaves) { return .bytes }
        }
        // Nobody else can say: bytes that are wrong by themselves are not believed.
        return bundle.marks[place] == .sound ? .bytes : .tile
    }

    private func alter(
        _ place: Int, of bundle: inout CheckedBundle, computed: Digest, stated: Digest
    ) {
        let index = bundle.first + UInt64(place)
        if bundle.marks[place] != .sound {
            // A wrong signature follows from it, and is seen only where the key was known by then.
            guard
                let signature = bundle.faults.firstIndex(where: {
                    $0.kind == .signatureWrong && $0.position == index
                })
            else { return }
            bundle.faults.remove(at: signature)
        }
        bundle.marks[place] = .faulty
        bundle.faults.append(
            AuditFault(
                .recordAltered, at: index,
                expected: "a record with the hash \(stated.base64)",
                found: "one with the hash \(computed.base64)"))
    }

    private func noteHashes(
        _ places: [Int], of bundle: inout CheckedBundle, computed: CheckedBundle
    ) {
        guard let first = places.first else { return }
        let stated = computed.leaves.indices.map {
            computed.statedHash(at: $0) ?? computed.leaves[$0]
        }
        bundle.faults.append(
            AuditFault(
                wrongHashes: places, in: bundle.tile, at: bundle.first + UInt64(first),
                computed: computed.leaves, stated: stated))
    }

    private func checkLinks(of bundle: inout CheckedBundle, computed: CheckedBundle) {
        for place in bundle.leaves.indices where bundle.marks[place] == .sound {
            guard let stated = computed.previous(at: place),
                let expected = place == 0 ? before : bundle.leaves[place - 1], stated != expected
            else { continue }
            bundle.marks[place] = .faulty
            bundle.faults.append(
                AuditFault(
                    .linkWrong, at: bundle.first + UInt64(place),
                    expected: "previous \(expected.base64URL)",
                    found: "previous \(stated.base64URL)"))
        }
    }
}
