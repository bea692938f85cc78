using Pipeline.Events;

namespace Pipeline.Engine.Replay;

/// <summary>Remembers, for each reason, where the first message stands that could not be decoded for it.</summary>
/// <remarks>Single thread. Nothing is allocated while messages are read.</remarks>
/// <param name="nameOfSource">The name of an input's file.</param>
public sealed class FirstDeadLetters(Func<int, string> nameOfSource)
{
    private readonly MessageBody?[] _first = new MessageBody?[Enum.GetValues<DeadLetterReason>().Length];

    /// <summary>Takes the next one.</summary>
    public void Add(in MessageBody letter) => _first[(int)letter.Reason] ??= letter;

    /// <summary>What was found, in the order of the reasons.</summary>
    public List<FirstDeadLetter> ToList() =>
        [.. _first.OfType<MessageBody>().Select(letter => new FirstDeadLetter(letter.Reason, nameOfSource(letter.Source), letter.Line))];
}
