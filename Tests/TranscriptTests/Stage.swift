/// Beginnings of scripts.
enum Stage {
    /// A university, `uni`, that has issued one award, `amina.testamur`, and a list of it.
    static let university = """
        set -e
        testamur demo --samples samples > /dev/null
        testamur init --home uni --name North --did did:web:north.example > /dev/null
        testamur issue samples/amina.json --home uni > /dev/null 2>&1
        testamur describe --home uni --out uni.json > /dev/null
        testamur trust add uni.json --list list.json > /dev/null

        """

    /// A home whose records a partner's daemon cosigns at `$at`, with one award.
    static let witnessed = """
        set -e
        testamur demo --samples samples > /dev/null
        testamur init --name North --did did:web:north.example > /dev/null
        testamur init --home south --name South --did did:web:south.example --witness > /dev/null
        testamur describe --out north.json > /dev/null
        testamur witness add north.json --home south
        testamurd --home south --listen 127.0.0.1:0 > log 2> errors &
        trap "kill $!" EXIT
        for i in $(seq 100); do if grep -q listening log; then break; fi; sleep 0.1; done
        at="http://127.0.0.1:$(sed 's/.*://' log)"
        testamur witness key --home south | sed "s#https://south.example#$at#" > policy
        echo "quorum south.example/witness" >> policy; cp policy testamur-home/witness-policy
        testamur issue samples/zofia.json --wait-witnesses 20s

        """

    /// `serve` starts a daemon with a home, on the same port each time; `rest` ends it.
    static let daemon = """
        serve() {
            rm -f log
            testamurd --home $1 --listen 127.0.0.1:${port:-0} > log 2> errors &
            daemon=$!
            trap 'kill $daemon' EXIT
            for i in $(seq 100); do if grep -qs listening log; then break; fi; sleep 0.1; done
            port=$(sed 's/.*://' log)
        }
        rest() { kill $daemon; wait $daemon || true; trap - EXIT; }

        """
}
