"""Basic read, a file and the PIN through the terminal agent (sscard agent), Python 3, standard library only.

    python3 basic_read.py http://127.0.0.1:8600

The agent answers JSON; a refusal is a problem document with a stable code, a text and a remedy in Chinese and English.
Programs of the agent's own operating-system user may read; the other calls need the scope or a certificate.
"""
import json
import sys
import urllib.error
import urllib.request


class Refused(Exception):
    """The agent's code, for instance CARD_ABSENT, and what to do."""

    def __init__(self, problem):
        super().__init__(problem["code"] + "：" + problem["zh"] + "。" + problem["remedyZh"])
        self.code = problem["code"]


def call(agent, path, body):
    request = urllib.request.Request(
        agent + path,
        data=json.dumps(body).encode("utf-8"),
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=180) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as problem:
        raise Refused(json.load(problem)) from None


def main():
    agent = sys.argv[1]
    try:
        basic = call(agent, "/v1/card/basic-read", {})
        print(basic["name"], basic["cardNumber"], basic["expiryDate"])
        files = call(
            agent,
            "/v1/card/read-files",
            {
                "card": {"cardIdentificationCode": basic["cardIdentificationCode"]},
                "files": [{"application": "SSSE", "file": "EF05", "items": [{"tag": 7}]}],
            },
        )
        print(files["files"][0]["rows"][0]["values"][0])
    except Refused as refused:
        print(refused)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
