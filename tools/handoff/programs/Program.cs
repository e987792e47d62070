// Calls the URLs of the command line with an access token.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
// if basic
using System.Text;
// end
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

/// <summary>Keeps the token of one audience until shortly before expires_in is over.</summary>
class TokenSource
{
    const string TokenUrl = "{{tokenUrl}}";
    const string ClientId = "{{clientId}}";
    static readonly string ClientSecret = Environment.GetEnvironmentVariable("CLIENT_SECRET") ?? "";

    readonly HttpClient http;
    readonly string audience;
    readonly SemaphoreSlim one = new SemaphoreSlim(1);
    string token = "";
    DateTimeOffset renewAt;

    public TokenSource(HttpClient http, string audience)
    {
        this.http = http;
        this.audience = audience;
    }

    public async Task<string> GetAsync()
    {
        await one.WaitAsync(); // one call asks, the others wait for its token
        try
        {
            if (DateTimeOffset.UtcNow >= renewAt)
            {
                using (var answer = JsonDocument.Parse(await AskAsync()))
                {
                    token = answer.RootElement.GetProperty("access_token").GetString() ?? "";
                    int expiresIn = answer.RootElement.GetProperty("expires_in").GetInt32();
                    renewAt = DateTimeOffset.UtcNow.AddSeconds(expiresIn - 30);
                }
            }
            return token;
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>One token request. Waits and repeats it only where the answer says so.</summary>
    async Task<string> AskAsync()
    {
        for (int attempt = 0; ; attempt++)
        {
            // A list, since it keeps its order.
            var form = new List<KeyValuePair<string, string>>
            {
                new KeyValuePair<string, string>("grant_type", "client_credentials"),
                new KeyValuePair<string, string>("audience", audience),
                // if organization
                new KeyValuePair<string, string>(
                    "organization", Environment.GetEnvironmentVariable("ORGANIZATION") ?? ""),
                // end
                // if post
                new KeyValuePair<string, string>("client_id", ClientId),
                new KeyValuePair<string, string>("client_secret", ClientSecret),
                // end
            };
            using (var request = new HttpRequestMessage(HttpMethod.Post, TokenUrl))
            {
                request.Content = new FormUrlEncodedContent(form);
                // if basic
                byte[] credentials = Encoding.UTF8.GetBytes(ClientId + ":" + ClientSecret);
                request.Headers.Authorization =
                    new AuthenticationHeaderValue("Basic", Convert.ToBase64String(credentials));
                // end
                using (var response = await http.SendAsync(request))
                {
                    int status = (int)response.StatusCode;
                    string body = await response.Content.ReadAsStringAsync();
                    if (status == 200) return body;
                    if (!new[] { 429, 503, 504 }.Contains(status) || attempt == 2)
                        throw new HttpRequestException($"No token: {status} {body}");
                    double seconds = response.Headers.RetryAfter?.Delta?.TotalSeconds ?? 1;
                    await Task.Delay(TimeSpan.FromSeconds(seconds * Math.Pow(2, attempt)));
                }
            }
        }
    }
}

class Program
{
    static readonly HttpClient Http = new HttpClient { Timeout = TimeSpan.FromSeconds(40) };
    static readonly TokenSource Tokens = new TokenSource(Http, "{{audience}}");

    static async Task<string> CallAsync(string url)
    {
        using (var request = new HttpRequestMessage(HttpMethod.Get, url))
        {
            request.Headers.Authorization =
                new AuthenticationHeaderValue("Bearer", await Tokens.GetAsync());
            using (var response = await Http.SendAsync(request))
            {
                response.EnsureSuccessStatusCode();
                return $"{(int)response.StatusCode} {url}";
            }
        }
    }

    static async Task Main(string[] urls)
    {
        foreach (string line in await Task.WhenAll(urls.Select(CallAsync))) Console.WriteLine(line);
    }
}
