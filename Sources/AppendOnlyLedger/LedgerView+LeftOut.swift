public import Records
public import TransparencyLog

extension LedgerView {
    /// Those of some void records that somebody looked at and did not confirm: they were void when
    /// others were confirmed again.
    ///
    /// A confirmation that is void itself takes nothing in, or a thief could forgive himself; but
    /// what it left out stays out until somebody looks.
    ///
    /// Spec: 03-append §9.
    public func leftOut(of void: [Record]) throws -> Set<LeafIndex> {
        let now = try keys()
        var earlier: [Record] = []
        var leftOut: Set<LeafIndex> = []
        for record in try reattestations() {
            guard case .reattest(let confirmed) = record.statement.body else { continue }
            let then = try keys(at: TreeSize(record.index.value))
            let before = Confirmations(earlier, by: then)
            earlier.append(record)
            for one in void where one.index < record.index {
                if confirmed.covers(one.index) {
                    if !now.isVoid(record) { leftOut.remove(one.index) }
                } else if confirmed.couldCover(one.index), !before.cover(one.index),
                    then.isVoid(one) || then.mayHaveVoidCredential(one)
                {
                    leftOut.insert(one.index)
                }
            }
        }
        return leftOut
    }
}

extension Reattestation {
    fileprivate func covers(_ index: LeafIndex) -> Bool {
        guard case .ranges(let ranges) = self else { return false }
        return ranges.contains { $0.contains(index) }
    }

    /// Whether it tells of a record at all: where there was no room for more, others follow.
    fileprivate func couldCover(_ index: LeafIndex) -> Bool {
        guard case .ranges(let ranges) = self, let last = ranges.last else { return false }
        return ranges.count < Reattestation.rangesMax || index < last.upperBound
    }
}
