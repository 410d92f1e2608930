import Auditing
import Fetching
import HomeFolder
import Signing
import TransparencyLog
import Trust
import Witnessing

/// How much of a home's ledger somebody else has seen.
struct OutsideView: Sendable {
    /// Who has seen it, as a person reads it.
    let name: String
    /// What was seen; otherwise why nothing is known.
    let answer: Answer
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

    /// The checkpoint, if there is one.
    var seen: VerifiedCheckpoint? {
        if case .seen(let checkpoint) = answer { checkpoint } else { nil }
    }

    /// What the source says, in one line.
    var words: String {
        switch answer {
        case .seen(let seen):
            "\(name): \(Int(seen.checkpoint.size.value).of("record"))"
                + (looked.map { ", as of \($0)" } ?? "")
        case .nothing(let why): "\(name): \(why)"
        }
    }
}

/// Everybody who may have seen more of a ledger than a restored home has.
struct OutsideViews {
    let home: Home
    let keys: [LedgerKey]
    let mirrors: [String]
    let seen: SeenFolder?
    let mark: RestoredMark

    /// Asks all of them.
    ///
    /// - Throws: ``Failure`` for a mirror that cannot be read, ``HomeError`` for a bad policy.
    func all() async throws -> [OutsideView] {
        var views: [OutsideView] = []
        for mirror in mirrors { views += try await self.mirror(mirror) }
        let witnesses = try home.witnessPolicy()?.witnesses ?? []
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
            let name = "what the witness \(witnessed.witness) has shown on \(mark.made)"
            views.append(remembered(witnessed.checkpoint, name))
        }
        return views
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
                "\(text) is no copy of \(home.configuration.origin): its checkpoint is not signed "
                    + "by a key of this ledger.",
                next: "Name another copy with --mirror.")
        }
        var looked: Instant?
        if case .copy(let look?) = source, look.checkpoint.hasTree(of: seen.checkpoint),
            look.at <= Machine.now()
        {
            looked = look.at
        }
        return OutsideView(name: "the copy \(text)", answer: answer, place: place, looked: looked)
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
            let verified = try? signed.verified(
                byAnyOf: keys.filter { $0.signs(signed.checkpoint.size) }.map(\.key))
        else { return .nothing("it shows no checkpoint that a key of this ledger signed") }
        return .seen(verified)
    }
}
