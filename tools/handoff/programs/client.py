"""Calls the URLs of the command line with an access token."""

# if basic
import base64
# end
import json
import os
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor

TOKEN_URL = "{{tokenUrl}}"
CLIENT_ID = "{{clientId}}"
CLIENT_SECRET = os.environ["CLIENT_SECRET"]


def ask(audience):
    """One token request. Waits and repeats it only where the answer says so."""
    form = {"grant_type": "client_credentials", "audience": audience}
    # if organization
    form["organization"] = os.environ["ORGANIZATION"]
    # end
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    # if basic
    credentials = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
    headers["Authorization"] = "Basic " + credentials
    # else
    form.update(client_id=CLIENT_ID, client_secret=CLIENT_SECRET)
    # end
    request = urllib.request.Request(TOKEN_URL, urllib.parse.urlencode(form).encode(), headers)
    for attempt in range(3):
        try:
            with urllib.request.urlopen(request, timeout=40) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            if error.code not in (429, 503, 504) or attempt == 2:
                raise RuntimeError(f"No token: {error.code} {error.read().decode()}") from None
            time.sleep(int(error.headers.get("Retry-After", 1)) * 2**attempt)


class TokenSource:
    """Keeps the token of one audience until shortly before expires_in is over."""

    def __init__(self, audience):
        self.audience, self.token, self.renew_at = audience, None, 0
        self.lock = threading.Lock()

    def get(self):
        with self.lock:  # one thread asks, the others wait for its token
            if time.time() >= self.renew_at:
                answer = ask(self.audience)
                self.token = answer["access_token"]
                self.renew_at = time.time() + answer["expires_in"] - 30
            return self.token


tokens = TokenSource("{{audience}}")


def call(url):
    request = urllib.request.Request(url, headers={"Authorization": "Bearer " + tokens.get()})
    with urllib.request.urlopen(request, timeout=40) as response:
        return f"{response.status} {url}"


with ThreadPoolExecutor() as threads:
    for line in threads.map(call, sys.argv[1:]):
        print(line)
