import Testing

@testable import Fetching

@Suite("Network addresses")
struct NetworkAddressTests {
    @Test(
        "addresses are written in their one canonical form",
        arguments: [
            ("1.2.3.4", "1.2.3.4"), ("::", "::"), ("::1", "::1"), ("1::", "1::"),
            ("2001:DB8::0001", "2001:db8::1"), ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
            ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"), ("::ffff:10.0.0.1", "::ffff:a00:1"),
            ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("1:0:0:2:0:0:0:3", "1:0:0:2::3"),
            ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
        ])
    func text(_ given: String, _ canonical: String) throws {
        let address = try #require(NetworkAddress(given))
        #expect(address.text == canonical)
        #expect(NetworkAddress(canonical) == address)
    }

    @Test(
        "what is no address is not read as one",
        arguments: [
            "", ".", ":", "1.2.3", "1.2.3.4.5", "01.2.3.4", "1.2.3.256", "1.2.3.+4", "1.2.3.-4",
            "0x7f.0.0.1", "2130706433", "1.2.3.4 ", ":::", "1::2::3", "1:2:3:4:5:6:7",
            "1:2:3:4:5:6:7:8:9", "::12345", "::g", "::+1", "fe80::1%eth0", "[::1]", "::1.2.3",
            "1.2.3.4::", "::1.2.3.4:5", "1:2:3:4:5:6:7::8",
        ])
    func refusing(_ text: String) {
        #expect(NetworkAddress(text) == nil)
    }

    @Test(
        "only addresses of the public Internet are global",
        arguments: [
            "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
            "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0", "198.17.255.255",
            "198.20.0.0", "223.255.255.255", "2606:4700::1111", "2a00::1", "::ffff:8.8.8.8",
            "2001:200::1", "3ffe::1",
        ])
    func global(_ text: String) {
        #expect(NetworkAddress(text)?.scope == .global)
    }

    @Test(
        "private, local and special addresses are restricted",
        arguments: [
            "0.0.0.0", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255",
            "169.254.169.254", "172.16.0.0", "172.31.255.255", "192.0.0.1", "192.0.2.1",
            "192.168.0.0", "192.168.255.255", "198.18.0.0", "198.19.255.255", "198.51.100.7",
            "203.0.113.7", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::2", "fe80::1",
            "fc00::1", "fd00::1", "fec0::1", "ff02::1", "64:ff9b::a00:1", "2001:db8::1",
            "2002:a00:1::1", "2001::1", "3fff::1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
            "100::1", "1::1",
        ])
    func restricted(_ text: String) {
        #expect(NetworkAddress(text)?.scope == .restricted)
    }

    @Test(
        "this machine is loopback",
        arguments: ["127.0.0.1", "127.255.255.255", "::1", "::ffff:127.0.0.1"])
    func loopback(_ text: String) {
        #expect(NetworkAddress(text)?.scope == .loopback)
    }
}
