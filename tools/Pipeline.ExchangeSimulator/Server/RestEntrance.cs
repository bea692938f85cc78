using System.Text;
using Microsoft.AspNetCore.Http;

namespace Pipeline.ExchangeSimulator;

/// <summary>REST: parameters from query and body, headers of used weight and order counts, errors as `{code,msg}`.</summary>
internal sealed class RestEntrance(Venue venue, Operations operations, Dispatcher dispatcher)
{
    public async Task HandleAsync(HttpContext context)
    {
        var (request, path) = (context.Request, context.Request.Path.Value ?? "");
        if (operations.OfCall(request.Method, path) is not { } operation)
        {
            await WriteAsync(context, new VenueReply(404, "{\"code\":-1000,\"msg\":\"Path not found.\"}"));
            return;
        }

        var query = request.QueryString.Value?.TrimStart('?') ?? "";
        var body = await ReadBodyAsync(request);
        var parameters = RequestParameters.FromForms(query, body);
        var key = request.Headers["X-MBX-APIKEY"].ToString();
        var reply = dispatcher.Handle(new VenueCall(
            operation, path, parameters, key, RequestSignature.SignedPart(query, body), parameters.Get("signature")));
        AddCounts(context, operation, key);
        await AnswerAsync(context, reply);
    }

    private static async Task<string> ReadBodyAsync(HttpRequest request)
    {
        if (request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true)
        {
            return "";
        }

        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    private void AddCounts(HttpContext context, Operation operation, string key)
    {
        lock (venue.Gate)
        {
            var headers = context.Response.Headers;
            headers["x-mbx-used-weight-1m"] = VenueJson.Number(venue.Budget.Used);
            if (operation.Orders > 0 && venue.Accounts.TryGetValue(key, out var account))
            {
                headers["x-mbx-order-count-10s"] = VenueJson.Number(account.Counts.TenSeconds(venue.NowMillis));
                headers["x-mbx-order-count-1m"] = VenueJson.Number(account.Counts.Minute(venue.NowMillis));
            }
        }
    }

    private async Task AnswerAsync(HttpContext context, VenueReply reply)
    {
        if (reply.Lost)
        {
            context.Abort();
            return;
        }

        if (reply.DelayMillis > 0)
        {
            var due = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (venue.Gate)
            {
                venue.Later(reply.DelayMillis, due.SetResult);
            }

            await due.Task.WaitAsync(context.RequestAborted);
        }

        await WriteAsync(context, reply);
    }

    private static Task WriteAsync(HttpContext context, in VenueReply reply)
    {
        var response = context.Response;
        response.StatusCode = reply.Status;
        response.ContentType = "application/json;charset=UTF-8";
        if (reply.RetryAfterSeconds > 0)
        {
            response.Headers.RetryAfter = VenueJson.Number(reply.RetryAfterSeconds);
        }

        return response.WriteAsync(reply.Body);
    }
}
