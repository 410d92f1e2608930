/// Follows the proofs that others rest on.
enum ProofChain {
    /// The same items, those failed that rest on a proof which is missing, bad, or themselves.
    ///
    /// No chain of these suites is issued here; what others sign in one is tried in both readings
    /// of the published texts.
    ///
    /// - Complexity: O(*n*²) in the number of proofs, besides finding them by name.
    static func following(_ items: [ProofReport.Item]) -> [ProofReport.Item] {
        guard items.contains(where: { $0.proof?.previousProofs.isEmpty == false }) else {
            return items
        }
        let previous = items.map { indexes(ofThoseBefore: $0, in: items) }
        var outcomes: [ProofOutcome?] = items.map { _ in nil }
        // Each round settles those that rest on settled ones only; what never settles rests on
        // itself.
        var isSettling = true
        while isSettling {
            isSettling = false
            for index in items.indices where outcomes[index] == nil {
                guard let indexes = previous[index] else {
                    outcomes[index] = .fail(.previousProof)
                    isSettling = true
                    continue
                }
                let before = indexes.compactMap { outcomes[$0] }
                guard before.count == indexes.count else { continue }
                outcomes[index] = outcome(items[index].outcome, after: before)
                isSettling = true
            }
        }
        return zip(items, outcomes).map { item, outcome in
            ProofReport.Item(
                pointer: item.pointer, proof: item.proof,
                outcome: outcome ?? .fail(.previousProof))
        }
    }

    /// What becomes of a proof when those before it came out so.
    private static func outcome(
        _ own: ProofOutcome, after before: [ProofOutcome]
    ) -> ProofOutcome {
        guard case .pass = own else { return own }
        var result = own
        for outcome in before {
            switch outcome {
            case .fail: return .fail(.previousProof)
            case .skipped: result = .skipped(.previousProofNotJudged)
            case .pass: break
            }
        }
        return result
    }

    /// The places of the proofs that one rests on; nil if a name stands for none or for several.
    private static func indexes(
        ofThoseBefore item: ProofReport.Item, in items: [ProofReport.Item]
    ) -> Set<Int>? {
        var indexes: Set<Int> = []
        for name in item.proof?.previousProofs ?? [] {
            let named = items.indices.filter { index in
                items[index].proof?.id?.utf8.elementsEqual(name.utf8) == true
            }
            guard named.count == 1, let index = named.first else { return nil }
            indexes.insert(index)
        }
        return indexes
    }
}
