import Auditing
import Fetching
import HomeFolder
import Records
import Signing
import TransparencyLog
import Trust
import Witnessing

/// How much of a home's ledger somebody else has seen.
struct OutsideView: Sendable {
    /// Who has seen it, as a person reads it.
    let name: String
    /// What was seen; otherwise why nothing is known.
    var answer: Answer
    /// Where the records can be read; `nil` if only the checkpoint is known.
    var place: LedgerPlace?
    /// What the source's word is worth.
    var weight = Weight.vouching
    /// The key of the witness that it is.
    var witness: CosignatureKey?
    /// A time at which what was seen is known to have been all; `nil` if none is known.
    var looked: Instant?

    /// What a source says.
    enum Answer: Sendable {
        /// A checkpoint that a key of the ledger signed.
        case seen(VerifiedCheckpoint)
        /// A checkpoint that none of the keys which are known signed; it counts for nothing.
        case strange(SignedCheckpoint)
        /// Such a one that a quorum of the home's witnesses has cosigned: the ledger's key may have
        /// been replaced. It can only speak against going on.
        case cosigned(SignedCheckpoint)
        /// Nothing that counts; why.
        case nothing(String)
    }

    /// What a source's word is worth.
    enum Weight: Sendable {
        /// It is somebody else, and speaks of now.
        case vouching
        /// It remembers what was once: it can only speak against going on.
        case remembering
    }

    /// The checkpoint, if a key of the ledger signed it.
    var seen: VerifiedCheckpoint? {
        if case .seen(let checkpoint) = answer { checkpoint } else { nil }
    }

    /// How many records were seen, by whatever counts.
    var size: TreeSize? {
        switch answer {
        case .seen(let verified): verified.checkpoint.size
        case .cosigned(let signed): signed.checkpoint.size
        case .strange, .nothing: nil
        }
    }

    /// What the source says, in one line.
    var words: String {
        switch answer {
        case .seen(let seen):
            "\(name): \(Int(seen.checkpoint.size.value).of("record"))"
                + (looked.map { ", as of \($0)" } ?? "")
        case .cosigned(let signed):
            "\(name): \(Int(signed.checkpoint.size.value).of("record")), signed by a key that this "
                + "home does not know and cosigned by a quorum of its witnesses"
        case .strange(let signed):
            "\(name): it shows \(Int(signed.checkpoint.size.value).of("record")), signed by none "
                + "of the keys that this home knows"
        case .nothing(let why): "\(name): \(why)"
        }
    }
}

/// Everybody who may have seen more of a ledger than a restored home has.
struct OutsideViews {
    let home: Home
    let keys: KeyHistory
    let mirrors: [String]
    let seen: SeenFolder?
    let mark: RestoredMark

    /// Asks all of them.
    ///
    /// - Throws: ``Failure`` for a mirror that cannot be read, ``HomeError`` for a bad policy.
    func all() async throws -> [OutsideView] {
        var views: [OutsideView] = []
        for mirror in mirrors { views += try await self.mirror(mirror) }
        let policy = try home.witnessPolicy()
        let witnesses = policy?.witnesses ?? []
        for witness in witnesses { views.append(await self.witness(witness)) }
        views += await published()
        // What a witness signed has a time; an answer alone may be older than the backup.
        for index in views.indices {
            let times = try? views[index].seen?.cosignatures(by: witnesses.map(\.key)).map(\.time)
            views[index].looked = ((times ?? []) + [views[index].looked].compactMap(\.self)).max()
        }
        let origin = home.configuration.origin
        for place in seen?.places(showing: origin) ?? [] {
            guard let last = try place.checkpoint(of: origin) else { continue }
            views.append(remembered(last, "what this machine saw of it"))
        }
        if let handedOut = mark.handedOut {
            views.append(remembered(handedOut, "a receipt in the vault"))
        }
        if let witnessed = mark.witnessed {
            let name = "what \(witnessed.who) has shown on \(mark.made)"
            views.append(remembered(witnessed.checkpoint, name))
        }
        return policy.map { weighed(views, $0) } ?? views
    }

    /// The views, after what no known key signed was put together: whatever a quorum of the
    /// witnesses has cosigned counts, whoever showed it.
    private func weighed(_ views: [OutsideView], _ policy: WitnessPolicy) -> [OutsideView] {
        let together = CosignedTogether(policy)
        var met: [Checkpoint: SignedCheckpoint] = [:]
        for view in views {
            guard case .strange(let signed) = view.answer, !keys.haveSigned(signed),
                let found = together.take(signed)
            else { continue }
            met[signed.checkpoint] = found.checkpoint
        }
        return views.map { view in
            guard case .strange(let signed) = view.answer, !keys.haveSigned(signed),
                let found = met[signed.checkpoint]
            else { return view }
            var view = view
            view.answer = .cosigned(found)
            return view
        }
    }

    /// A copy that a person named must be readable: it is the answer that the person wants.
    private func mirror(_ text: String) async throws -> [OutsideView] {
        let place = LedgerPlace(text)
        // It has seen what was backed up, and nothing since: no more than the home itself.
        guard !place.isHeldBack else {
            throw Failure(
                "restore.other-mirror", .usage,
                "\(text) is a backup, or came out of one: it cannot say what was signed since.",
                next: "Name a copy that somebody else keeps.")
        }
        let shown = try await place.reading { await LedgerSnapshot(of: $0) }
        let bytes = try await shown.checkpoint()
        let source = await place.source()
        return [try copy(text, at: place, showing: bytes, source)]
            + other(shown, "the copy \(text), in its other file")
    }

    /// What a place shows beside its newest checkpoint, if a key of the ledger signed it.
    private func other(_ shown: LedgerSnapshot, _ name: String) -> [OutsideView] {
        let bytes = try? shown.otherCheckpoint()
        guard let bytes = bytes.flatMap({ $0 }), case .seen(let seen) = judged(bytes) else {
            return []
        }
        return [OutsideView(name: name, answer: .seen(seen), weight: .remembering)]
    }

    private func copy(
        _ text: String, at place: LedgerPlace, showing bytes: [UInt8], _ source: LedgerPlace.Source
    ) throws(Failure) -> OutsideView {
        let answer = judged(bytes)
        guard case .seen(let seen) = answer else {
            throw Failure(
                "restore.other-mirror", .usage,
                words(on: text, answer),
                next: "Name another copy with --mirror, or restore a newer backup.")
        }
        var looked: Instant?
        if case .copy(let look?) = source, look.checkpoint.hasTree(of: seen.checkpoint),
            look.at <= Machine.now()
        {
            looked = look.at
        }
        return OutsideView(name: "the copy \(text)", answer: answer, place: place, looked: looked)
    }

    private func words(on text: String, _ answer: OutsideView.Answer) -> String {
        let origin = home.configuration.origin
        guard case .strange = answer else { return "\(text) shows no checkpoint of \(origin)." }
        return "The checkpoint of \(text) is signed by none of the keys of \(origin) that this "
            + "home knows, nor by one to which records that go on from this home's lead. The "
            + "ledger's key may have been replaced since."
    }

    private func published() async -> [OutsideView] {
        let address = home.configuration.url + "/ledger"
        let place = LedgerPlace(address)
        let name = "the ledger's own address \(address)"
        do {
            let shown = try await place.reading { await LedgerSnapshot(of: $0) }
            let view = OutsideView(
                name: name, answer: judged(try await shown.checkpoint()), place: place)
            return [view] + other(shown, "\(name), in its other file")
        } catch {
            return [OutsideView(name: name, answer: .nothing("it does not answer"))]
        }
    }

    private func witness(_ witness: WitnessPolicy.Witness) async -> OutsideView {
        let name = "the witness \(witness.key.name)"
        let origin = home.configuration.origin
        guard let url = WitnessInquiry.address(of: witness, about: origin) else {
            return OutsideView(name: name, answer: .nothing("the policy names no address"))
        }
        do {
            let fetcher = try Download.fetcher(for: [url], bytesMax: SignedNote.bytesMax)
            let bytes = try await fetcher.closing { try await $0.get(url).bytes }
            return OutsideView(name: name, answer: judged(bytes), witness: witness.key)
        } catch FetchError.status(404) {
            return OutsideView(name: name, answer: .nothing("it has seen nothing of this ledger"))
        } catch {
            return OutsideView(name: name, answer: .nothing("it does not answer"))
        }
    }

    private func remembered(_ signed: SignedCheckpoint, _ name: String) -> OutsideView {
        OutsideView(name: name, answer: judged(signed.bytes), weight: .remembering)
    }

    private func judged(_ bytes: [UInt8]) -> OutsideView.Answer {
        guard let signed = try? SignedCheckpoint(parsing: bytes),
            signed.checkpoint.origin == keys.origin
        else { return .nothing("it shows no checkpoint of this ledger") }
        let believed = keys.keysBelieved.filter { $0.signs(signed.checkpoint.size) }.map(\.key)
        return (try? signed.verified(byAnyOf: believed)).map { .seen($0) } ?? .strange(signed)
    }
}
