namespace Pipeline.Cli.Live;

/// <summary>Before real money: says what will happen, and asks.</summary>
internal static class LiveQuestion
{
    private const string Answer = "yes";

    public static void Ask(LiveRequest request)
    {
        var config = LiveConfig.Load(request.Config);
        if (!request.Trades || config.Profile != LiveProfile.Live || config.Orders != OrderDestination.Venue)
        {
            return;
        }

        Console.Error.WriteLine($"This sends orders with real money: {string.Join(", ", config.Symbols)} on USD-M futures, keys from {config.KeysFile ?? config.Credential}, limits from {config.Trading ?? "the built-in demo configuration"}.");
        Console.Error.WriteLine($"It stops new orders when {config.LatchFile} is not ACTIVE, and takes open orders back when it ends. Type {Answer} to go on.");
        if (Console.ReadLine()?.Trim() != Answer)
        {
            throw new UsageException("not confirmed; nothing was sent");
        }
    }
}
