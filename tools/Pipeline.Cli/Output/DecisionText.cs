using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Pipeline.Events;
using Pipeline.Journal;

namespace Pipeline.Cli.Output;

/// <summary>A decision entry as one JSON line: the row, the score, each intent with its verdict, and what was said before.</summary>
internal static class DecisionText
{
    private static readonly JsonSerializerOptions Options = new() { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    /// <summary>Entry <paramref name="index"/> of the reader's block.</summary>
    public static string Describe(TapeReader reader, int index)
    {
        ref readonly var entry = ref reader.Decisions[index];
        var instrument = (uint)entry.Instrument < (uint)reader.Header.Instruments.Count ? reader.Header.Instruments[entry.Instrument] : null;
        var text = new JsonObject
        {
            ["record"] = entry.RecordOrdinal,
            ["symbol"] = instrument?.Symbol,
            ["book"] = entry.BookState.ToString(),
            ["reason"] = entry.BookReason.ToString(),
            ["row"] = entry.Row == BookResult.NoRow ? null : entry.Row,
            ["score"] = entry.ScoreValid == 0 ? null : BitConverter.Int64BitsToDouble(entry.ScoreBits),
            ["stateHash"] = Hash(entry.Verdict.StateHash),
            ["decisionHash"] = Hash(entry.Verdict.DecisionHash),
            ["intents"] = Intents(reader, in entry, instrument),
            ["outcomes"] = Outcomes(reader, in entry),
        };
        return text.ToJsonString(Options);
    }

    private static JsonArray Intents(TapeReader reader, in DecisionEntry entry, Instrument? instrument)
    {
        var intents = new JsonArray();
        for (var i = 0; i < entry.Decision.IntentCount; i++)
        {
            ref readonly var intent = ref reader.Intents[(int)entry.Decision.FirstIntent + i];
            var verdict = i < entry.Verdict.VerdictCount ? reader.Verdicts[(int)entry.Verdict.FirstVerdict + i] : default;
            intents.Add(new JsonObject
            {
                ["clientOrderId"] = intent.ClientOrderId,
                ["action"] = intent.Action.ToString(),
                ["side"] = intent.Side.ToString(),
                ["price"] = instrument?.FormatPrice(intent.PriceTicks),
                ["size"] = instrument?.FormatSize(intent.SizeLots),
                ["causeUpdateId"] = intent.CauseUpdateId,
                ["verdict"] = verdict.Reason == RejectReason.None ? "Accepted" : verdict.Reason.ToString(),
                ["actual"] = verdict.Actual,
                ["limit"] = verdict.Limit,
            });
        }

        return intents;
    }

    private static JsonArray Outcomes(TapeReader reader, in DecisionEntry entry)
    {
        var outcomes = new JsonArray();
        for (var i = 0; i < entry.Verdict.OutcomeCount; i++)
        {
            ref readonly var outcome = ref reader.Outcomes[(int)entry.Verdict.FirstOutcome + i];
            outcomes.Add(JsonNode.Parse(RecordText.Describe(entry.RecordOrdinal, in outcome, [], reader.Header.Instruments)));
        }

        return outcomes;
    }

    private static string Hash(ulong value) => value.ToString("x16", CultureInfo.InvariantCulture);
}
