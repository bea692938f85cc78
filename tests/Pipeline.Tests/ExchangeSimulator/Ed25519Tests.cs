using NUnit.Framework;
using Pipeline.ExchangeSimulator;

namespace Pipeline.Tests.ExchangeSimulator;

public class Ed25519Tests
{
    // Test 2 of RFC 8032 section 7.1: one byte signed.
    private const string PublicKey = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
    private const string Signature = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";

    [Test]
    public void Should_accept_the_signature_of_the_standard()
    {
        Assert.That(Ed25519.Verify(Convert.FromHexString(PublicKey), [0x72], Convert.FromHexString(Signature)), Is.True);
    }

    [Test]
    public void Should_refuse_another_message_and_every_changed_byte()
    {
        Assert.That(Ed25519.Verify(Convert.FromHexString(PublicKey), [0x73], Convert.FromHexString(Signature)), Is.False);
        for (var i = 0; i < 64; i++)
        {
            var changed = Convert.FromHexString(Signature);
            changed[i] ^= 1;
            Assert.That(Ed25519.Verify(Convert.FromHexString(PublicKey), [0x72], changed), Is.False, $"byte {i}");
        }
    }
}
