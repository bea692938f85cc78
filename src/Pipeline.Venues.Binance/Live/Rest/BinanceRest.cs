using System.Globalization;
using System.Net;
using System.Text;
using Pipeline.Primitives;
using Pipeline.Venues.Binance.Live.Orders;
using Pipeline.Venues.Binance.Live.Signing;

namespace Pipeline.Venues.Binance.Live.Rest;

/// <summary>Calls to the venue by REST, signed where they must be; every one ends in an outcome and none in an exception.</summary>
/// <remarks>
/// <see cref="SendAsync"/> is for any thread. Redirects are not followed and cookies not kept: a signed request goes where it was
/// addressed. Neither keys nor signatures are in any message.
/// </remarks>
public sealed class BinanceRest : IDisposable
{
    private readonly HttpClient _http;
    private readonly string _apiKey;
    private readonly WeightBudget _budget;
    private readonly IClock _clock;
    private KeyRefusal? _keyRefusal;

    /// <summary>A client for the REST address <paramref name="address"/>; plain http only where <paramref name="allowPlain"/> says so.</summary>
    /// <exception cref="ArgumentException">The address is not https.</exception>
    public BinanceRest(Uri address, ApiKeys? keys, WeightBudget budget, IClock clock, bool allowPlain = false, HttpMessageHandler? handler = null)
    {
        if (address.Scheme != Uri.UriSchemeHttps && !allowPlain)
        {
            Throw.Argument(nameof(address), $"{address.Host} is to be reached by https");
        }

        _http = new HttpClient(handler ?? CreateHandler()) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(10) };
        _apiKey = keys is null ? "" : Encoding.ASCII.GetString(keys.KeyUtf8);
        _budget = budget;
        _clock = clock;
    }

    /// <summary>That the venue refused the keys, the first time it did; null where it never did. Any thread.</summary>
    public KeyRefusal? KeyRefusal => Volatile.Read(ref _keyRefusal);

    /// <summary>Sends one request.</summary>
    /// <param name="method">The method; parameters of POST and PUT travel in the body, of others in the address.</param>
    /// <param name="path">Path below the address.</param>
    /// <param name="parameters">The parameters with their signature, ready to be sent.</param>
    /// <param name="weight">Request weight.</param>
    /// <param name="isUrgent">Whether it may use the reserve: cancels and questions about orders.</param>
    /// <param name="gate">The gate that its bytes must pass, for what adds risk.</param>
    public async Task<RestAnswer> SendAsync(
        HttpMethod method, string path, string parameters, int weight, bool isUrgent = false, WriteGate? gate = null)
    {
        if (!_budget.TryTake(weight, isUrgent, _clock.UtcNanos))
        {
            return new RestAnswer(CallOutcome.NotSent, 0, []) { WaitNanos = _budget.WaitNanos(_clock.UtcNanos) };
        }

        var isInBody = method == HttpMethod.Post || method == HttpMethod.Put;
        using var request = new HttpRequestMessage(method, isInBody || parameters.Length == 0 ? path : $"{path}?{parameters}");
        var content = isInBody ? new GatedContent(Encoding.ASCII.GetBytes(parameters), gate) : null;
        request.Content = content;
        if (_apiKey.Length > 0)
        {
            request.Headers.Add("X-MBX-APIKEY", _apiKey);
        }

        try
        {
            using var response = await _http.SendAsync(request).ConfigureAwait(false);
            return await ReadAsync(response).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            return new RestAnswer(content is { HasLeft: false } ? CallOutcome.NotSent : CallOutcome.Unknown, 0, []);
        }
    }

    /// <summary>Text of signed parameters: the signature comes last, percent-encoded.</summary>
    public static string Sign(Parameters parameters, IRequestSigner signer)
    {
        Span<byte> signature = stackalloc byte[128];
        var length = signer.Sign(parameters.Query, signature);
        return $"{Encoding.ASCII.GetString(parameters.Query)}&signature={Uri.EscapeDataString(Encoding.ASCII.GetString(signature[..length]))}";
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        PooledConnectionLifetime = TimeSpan.FromMinutes(15),
    };

    private async Task<RestAnswer> ReadAsync(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        if (response.Headers.TryGetValues("x-mbx-used-weight-1m", out var used)
            && int.TryParse(used.First(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var weight))
        {
            _budget.OnUsed(weight, _clock.UtcNanos);
        }

        var body = await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
        var code = status is >= 200 and < 300 ? 0 : VenueText.ErrorCode(body);
        var now = _clock.UtcNanos;
        var wait = RateLimit.WaitNanos(status, response.Headers.RetryAfter, body, now);
        if (RateLimit.IsOfAddress(status, code))
        {
            _budget.OnLimited(now + wait);
        }

        if (KeyRefusal.IsOne(status, code))
        {
            Interlocked.CompareExchange(ref _keyRefusal, new KeyRefusal(status, code), null);
        }

        return new RestAnswer(OutcomeRules.Of(status, code, body), code, body) { WaitNanos = wait };
    }
}
