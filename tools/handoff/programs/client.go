// Calls the URLs of the command line with an access token.
package main

import (
	// if http1
	"crypto/tls"
	// end
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	tokenURL = "{{tokenUrl}}"
	clientID = "{{clientId}}"
)

var clientSecret = os.Getenv("CLIENT_SECRET")

// if http1
// HTTP/2, which an empty TLSNextProto switches off, sends "authorization" in lower case: refused here.
var transport = &http.Transport{
	Proxy:        http.ProxyFromEnvironment,
	TLSNextProto: map[string]func(string, *tls.Conn) http.RoundTripper{},
}

var client = &http.Client{Transport: transport, Timeout: 40 * time.Second}

// else
var client = &http.Client{Timeout: 40 * time.Second}

// end
var tokens = &tokenSource{audience: "{{audience}}"}

type answer struct {
	AccessToken string `json:"access_token"`
	ExpiresIn   int64  `json:"expires_in"`
}

// ask makes one token request. It waits and repeats it only where the answer says so.
func ask(audience string) (token answer, err error) {
	form := url.Values{"grant_type": {"client_credentials"}, "audience": {audience}}
	// if organization
	form.Set("organization", os.Getenv("ORGANIZATION"))
	// end
	// if post
	form.Set("client_id", clientID)
	form.Set("client_secret", clientSecret)
	// end
	for attempt := 0; ; attempt++ {
		// Encode sorts by name, so that the body is the same each time.
		request, err := http.NewRequest("POST", tokenURL, strings.NewReader(form.Encode()))
		if err != nil {
			return token, err
		}
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		// if basic
		request.SetBasicAuth(clientID, clientSecret)
		// end
		response, err := client.Do(request)
		if err != nil {
			return token, err
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil {
			return token, err
		}
		if response.StatusCode == 200 {
			return token, json.Unmarshal(body, &token)
		}
		if !slices.Contains([]int{429, 503, 504}, response.StatusCode) || attempt == 2 {
			return token, fmt.Errorf("no token: %d %s", response.StatusCode, body)
		}
		seconds, err := strconv.Atoi(response.Header.Get("Retry-After"))
		if err != nil {
			seconds = 1
		}
		time.Sleep(time.Duration(seconds<<attempt) * time.Second)
	}
}

// tokenSource keeps the token of one audience until shortly before expires_in is over.
type tokenSource struct {
	audience string
	mutex    sync.Mutex
	token    string
	renewAt  int64
}

func (s *tokenSource) get() (string, error) {
	s.mutex.Lock() // one goroutine asks, the others wait for its token
	defer s.mutex.Unlock()
	if time.Now().Unix() >= s.renewAt {
		answer, err := ask(s.audience)
		if err != nil {
			return "", err
		}
		s.token, s.renewAt = answer.AccessToken, time.Now().Unix()+answer.ExpiresIn-30
	}
	return s.token, nil
}

func call(url string) error {
	token, err := tokens.get()
	if err != nil {
		return err
	}
	request, err := http.NewRequest("GET", url, nil)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode/100 != 2 {
		return fmt.Errorf("%d %s", response.StatusCode, url)
	}
	fmt.Println(response.StatusCode, url)
	return nil
}

func main() {
	var all sync.WaitGroup
	for _, url := range os.Args[1:] {
		all.Add(1)
		go func(url string) {
			defer all.Done()
			if err := call(url); err != nil {
				log.Fatal(err)
			}
		}(url)
	}
	all.Wait()
}
