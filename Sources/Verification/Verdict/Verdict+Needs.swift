import Credentials
import TransparencyLog
import Trust

extension Verdict {
    /// What could be fetched to learn more: only where the trust list says, never where only the
    /// file does.
    public var needs: [Need] {
        guard let institution, let credential else { return [] }
        var needs: [Need] = []
        for kind in missing {
            for url in addresses(of: kind, institution, credential) {
                let need = Need(kind: kind, url: url)
                if institution.serves(url), !needs.contains(need) { needs.append(need) }
            }
        }
        return needs
    }

    private func addresses(
        of kind: Need.Kind, _ institution: Institution, _ credential: Credential
    ) -> [String] {
        switch kind {
        case .checkpoint:
            [ledger.flatMap { institution.ledger($0.checkpoint.origin) }]
                .compactMap { $0?.url.appending("checkpoint") }
        case .receipt:
            institution.ledgers.isEmpty
                ? [] : institution.hosts.map { $0.appending("v1/receipts") }
        case .statusList: credential.statuses.map(\.listURL)
        case .didDocument: [try? institution.did.webLocation().documentURL].compactMap(\.self)
        }
    }
}
