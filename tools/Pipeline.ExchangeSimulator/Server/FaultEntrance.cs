using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Pipeline.ExchangeSimulator;

/// <summary>
/// `/sim/fault`: POST a <see cref="FaultRule"/> as JSON (`{"kind":"drop","where":"@depth","count":3}`), GET what is in force and
/// how often each kind has struck, DELETE to clear. No part of the venue's protocol.
/// </summary>
internal sealed class FaultEntrance(Venue venue)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    public async Task HandleAsync(HttpContext context)
    {
        switch (context.Request.Method)
        {
            case "POST":
                await PostAsync(context);
                break;
            case "DELETE":
                venue.ClearFaults();
                break;
            default:
                await context.Response.WriteAsync(Describe());
                break;
        }
    }

    private async Task PostAsync(HttpContext context)
    {
        try
        {
            var rule = await JsonSerializer.DeserializeAsync<FaultRule>(context.Request.Body, Json, context.RequestAborted);
            venue.Inject(rule!);
        }
        catch (JsonException e)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync(JsonSerializer.Serialize(new { error = e.Message }, Json));
        }
    }

    private string Describe()
    {
        lock (venue.Gate)
        {
            return JsonSerializer.Serialize(new { active = venue.Faults.Active, struck = venue.Faults.Struck }, Json);
        }
    }
}
