import ArgumentParser
import CanonicalJSON
import Credentials
import HomeFolder
import Issuance
import Records
import Verification

/// Issues credentials.
struct IssueCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "issue",
        abstract: "Issue awards: credential files in, one file for each graduate out.",
        discussion: """
            A file holds one unsigned credential as JSON, in the shape of Open Badges 3.0. Issuing \
            adds its number, its status entry and the signature, and puts a record into the \
            ledger that holds nothing personal. The same file is never issued twice.
            """)

    static let examples = """
        testamur issue anna.json --dry-run            show what would happen; write nothing
        testamur issue anna.json                      makes anna.testamur
        testamur issue class-2026/*.json --out bundles
        testamur issue class-2026/*.json --as-list    one record for all of them
        testamur issue anna.json --form both          anna.jwt too, for other people's programs
        """

    /// How many files are issued in one go: what one flush of the disk covers.
    private static let runMax = 256

    @OptionGroup var home: HomeOptions

    @Argument(help: "Credential files, or - for stdin.")
    var files: [String]

    @Option(help: ArgumentHelp("The folder for the graduates' files.", valueName: "dir"))
    var out: String = "."

    @Flag(name: [.customShort("n"), .long], help: "Show what would happen, and write nothing.")
    var dryRun = false

    @Flag(
        help: """
            Put awards that are issued together into one record, which does not tell how many \
            there are: up to 256 in one.
            """)
    var asList = false

    @Option(
        help: "What to make for each: bundle, jwt, which programs of others read, or both.")
    var form = HolderForm.bundle

    @Option(
        help: ArgumentHelp(
            "Wait so long, up to 1h, for the witnesses of the home's policy to cosign, so that "
                + "the files carry it.", valueName: "30s|2m|1h"))
    var waitWitnesses: WaitTime?

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> ExitStatus {
        let institution =
            dryRun
            ? try await home.untouched(passphrase) : try await home.institution(passphrase)
        let inputs = files.map(InputFile.init)
        let session = IssueSession(inJSON: output.json)
        let wait = try waitWitnesses.map { try WitnessWait($0, at: institution) }
        for start in stride(from: 0, to: inputs.count, by: IssueCommand.runMax) {
            let run = inputs[start..<min(start + IssueCommand.runMax, inputs.count)]
            if dryRun {
                preview(run, at: institution, in: session)
            } else {
                try await issue(run, at: institution, waiting: wait, in: session)
            }
        }
        if !dryRun { try await institution.publish() }
        session.finish()
        if wait == nil, session.hasIssued { institution.witnessHint.map(Console.messages.line) }
        if let wait, session.isUnwitnessed { wait.inVain.forEach { Console.messages.line($0) } }
        return session.status
    }

    private func preview(
        _ inputs: ArraySlice<InputFile>, at institution: OpenHome,
        in session: IssueSession
    ) {
        for input in inputs {
            do {
                let document = try input.json(max: Credential.byteCountMax)
                let unsigned = try institution.registrar.preview(document)
                try session.show(IssuePreview(unsigned, by: institution.home), of: input)
            } catch {
                session.refuse(input, Failure(error))
            }
        }
    }

    private func issue(
        _ inputs: ArraySlice<InputFile>, at institution: OpenHome,
        waiting wait: WitnessWait?, in session: IssueSession
    ) async throws {
        let read = inputs.map { input in
            Result { () throws(Failure) in try input.json(max: Credential.byteCountMax) }
        }
        let documents = read.compactMap { try? $0.get() }
        let issued = try await institution.registrar.issue(
            documents, recording: asList ? .asList : .each)
        let isWitnessed = try await waited(for: issued, wait)
        if isWitnessed == false { session.noteUnwitnessed() }
        var outcomes = issued.makeIterator()
        for (input, document) in zip(inputs, read) {
            do {
                _ = try document.get()
                guard let outcome = outcomes.next() else { break }
                switch outcome {
                case .refused(let error): throw error
                case .issued(let id, let made):
                    // The same file again, with the cosignatures that there are now.
                    let bundle =
                        isWitnessed == nil
                        ? made
                        : try await institution.registrar.bundle(for: id, cosignedBy: .some)
                    let files = try await files(of: id, bundle, at: institution)
                    let path = try telling(id) { () throws(Failure) in
                        try write(files, id, input)
                    }
                    session.issued(id, from: input, to: path, isWitnessed)
                case .alreadyIssued(let id):
                    let report = try await institution.registrar.standing(of: id)
                    let path = try await restore(id, input, institution)
                    session.alreadyIssued(report, from: input, to: path)
                }
            } catch {
                session.refuse(input, Failure(error))
            }
        }
    }

    /// Waits for the witnesses of what was issued; `nil` if nobody wants to.
    private func waited(
        for outcomes: [IssueOutcome], _ wait: WitnessWait?
    ) async throws -> Bool? {
        let indexes = outcomes.compactMap { outcome in
            if case .issued(_, let bundle) = outcome {
                bundle.receipts.map(\.record.index).max()
            } else {
                nil
            }
        }
        guard let last = indexes.max() else { return nil }
        return try await wait?.wait(for: last)
    }

    /// A file for a graduate.
    private struct HolderFile {
        let ending: String
        let bytes: [UInt8]
    }

    /// The files of an award, in the forms that were asked for.
    ///
    /// - Parameter bundle: its bundle, where that is at hand.
    private func files(
        of id: CredentialID, _ bundle: Bundle?, at institution: OpenHome
    ) async throws -> [HolderFile] {
        let registrar = institution.registrar
        var files: [HolderFile] = []
        if form.hasBundle {
            let made: Bundle
            if let bundle { made = bundle } else { made = try await registrar.bundle(for: id) }
            files.append(HolderFile(ending: Bundle.fileExtension, bytes: made.bytes))
        }
        if form.hasToken {
            let token = try await registrar.token(for: id)
            files.append(HolderFile(ending: HolderForm.tokenExtension, bytes: token))
        }
        return files
    }

    /// Says of a file that could not be written that its award is issued all the same.
    private func telling(
        _ id: CredentialID, _ body: () throws(Failure) -> String
    ) throws(Failure) -> String {
        do throws(Failure) {
            return try body()
        } catch {
            throw Failure(
                error.code, error.status,
                "It is issued, as \(id); its file only is missing: \(error.message)",
                next: "Do not issue it otherwise. Make room or name another folder, and run this "
                    + "again; or get the file with: testamur prove \(id)\(home.repeated) --out "
                    + "FILE")
        }
    }

    /// Writes a graduate's files under the input's name, or under the award's number where that
    /// name is taken; returns the path of the first.
    private func write(
        _ files: [HolderFile], _ id: CredentialID, _ input: InputFile
    ) throws(Failure) -> String {
        let named = input.stem ?? id.uuid
        let isTaken = files.contains { InputFile.exists(path(named, $0.ending)) }
        let stem = isTaken ? id.uuid : named
        for file in files { try OutputFile.create(file.bytes, at: path(stem, file.ending)) }
        return path(stem, files[0].ending)
    }

    /// Writes the files of an award that was issued before, as far as neither of their names is
    /// there: the earlier run may have been interrupted in between.
    private func restore(
        _ id: CredentialID, _ input: InputFile, _ institution: OpenHome
    ) async throws -> String? {
        var first: String?
        for file in try await files(of: id, nil, at: institution) {
            let names = [path(input.stem ?? id.uuid, file.ending), path(id.uuid, file.ending)]
            guard !names.contains(where: InputFile.exists) else { continue }
            let path = try telling(id) { () throws(Failure) in
                try OutputFile.create(file.bytes, at: names[0])
                return names[0]
            }
            first = first ?? path
        }
        return first
    }

    private func path(_ stem: String, _ ending: String) -> String {
        let name = "\(stem).\(ending)"
        return out == "." ? name : "\(out)/\(name)"
    }
}
